"""Find the papers that a query names: by an id, by a whole title, or by an author."""

from typing import TYPE_CHECKING

from index.keywords.query import Name, Words
from papertrail.search.filter import by_id
from papertrail.store import Store
from papertrail.types.query import Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from papertrail.search.retrievers import KeywordRetriever

_LONGEST_NAME = 4
"""Words of a name."""
_MOSTLY_A_NAME = 10
"""A single word is taken for a name if it is that many times more often an author's name than a
word of a text."""
_CAPITALISED_NAME = 1
"""The same for a word with a capital."""


def exact_matches(
    store: Store,
    keyword: "KeywordRetriever",
    query: Query,
    mask: "NDArray[np.bool_] | None",
    count: int,
) -> dict[int, str]:
    """Return the works that a query names, by key, each with how: id, title or author.

    Raises:
        RetrieverError: the keyword index fails.
    """
    if not query.text:
        return {}
    found = {}
    key = by_id(store, query.text)
    if key is not None:
        found[key] = "id"
    for title in dict.fromkeys((query.typed, query.text)):
        for key in store.works.titled(title):
            found.setdefault(key, "title")
    if not found and query.plain and _is_name(keyword, query.text):
        found = dict.fromkeys(keyword.by_author(query, mask, count), "author")
    return {
        key: how for key, how in found.items() if mask is None or (key < len(mask) and mask[key])
    }


def _is_name(keyword: "KeywordRetriever", text: str) -> bool:
    """Decide whether a query reads as an author's name."""
    words = text.replace(",", " ").split()
    if not 1 <= len(words) <= _LONGEST_NAME or any(character.isdigit() for character in text):
        return False
    authored = keyword.count(Name(text))
    if len(words) > 1 or not authored:
        return authored > 0
    times = _CAPITALISED_NAME if any(map(str.isupper, text)) else _MOSTLY_A_NAME
    return authored > times * keyword.count(Words(text))
