"""Say when a query is in a language that the model does not read."""

from typing import TYPE_CHECKING

from index.embedding.known_models import MULTILINGUAL, known
from index.keywords import analysis
from papertrail.text.languages import language_by_words, language_of_script

if TYPE_CHECKING:
    from papertrail.search.retrievers import KeywordRetriever


def foreign_language(text: str, keyword: "KeywordRetriever") -> str | None:
    """Return the language of a query if it is none that English models read.

    Raises:
        RetrieverError: the keyword index fails.
    """
    if text.isascii() and len(text) < len("und so"):
        return None
    if not text.isascii() and (language := language_of_script(text)):
        return language
    words = list(analysis.spellings(text))
    unknown = [word for word in words if not keyword.open() and not keyword.count_word(word)]
    return language_by_words(text, len(unknown) / max(len(words), 1))


def language_remark(language: str, model: str) -> str | None:
    """Return one line on a query in a language, None if the model may read it.

    Args:
        language: its name.
        model: the name of the embedding model.
    """
    published = known(model)
    if published is None or published.multilingual:
        return None
    return (
        f"the query seems to be in {language}, and the model {model} reads English only: words are"
        f" found as written; for meaning, run: papertrail models use {MULTILINGUAL}"
    )
