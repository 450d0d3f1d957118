"""The papers that a query names outright: by an id, by their whole title, or by an author."""

from typing import TYPE_CHECKING

from feeds.paper import parse_identifier
from index.keywords.index import KeywordIndex
from index.keywords.query import Name, Question, Words
from papertrail.indexing.keywords import clauses
from papertrail.store import Store
from papertrail.types.query import Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LONGEST_NAME = 4
"""Words of a name."""
# So much more often an author's name than a word of a text, a single word is meant as a name.
_MOSTLY_A_NAME = 10


def by_id(store: Store, text: str) -> int | None:
    """Return the key of the work that an id or an address names, as `arxiv:2606.28729` and
    `2606.28729v2` do.
    """
    identifier = parse_identifier(text)
    return store.works.find(*identifier) if identifier else None


def named(
    store: Store,
    keywords: KeywordIndex | None,
    query: Query,
    allowed: "NDArray[np.bool_] | None",
    count: int,
) -> dict[int, str]:
    """Return the keys of the works that a query names, in order, each with how: id, title or
    author.
    """
    found = {}
    key = by_id(store, query.text)
    if key is not None:
        found[key] = "id"
    for key in store.works.titled(query.text):
        found.setdefault(key, "title")
    if not found and keywords is not None and query.plain and _is_name(keywords, query.text):
        question = Question(required=(Name(query.text), *clauses(query.criteria)))
        found = {match.key: "author" for match in keywords.search(question, count, allowed)}
    return {
        key: how
        for key, how in found.items()
        if allowed is None or (key < len(allowed) and allowed[key])
    }


def _is_name(keywords: KeywordIndex, text: str) -> bool:
    """Tell whether a query reads as an author's name."""
    words = text.replace(",", " ").split()
    if not 1 <= len(words) <= _LONGEST_NAME or any(character.isdigit() for character in text):
        return False
    authored = keywords.count(Question(required=(Name(text),)))
    if len(words) > 1 or not authored:
        return authored > 0
    return authored > _MOSTLY_A_NAME * keywords.count(Question((Words(text),)))
