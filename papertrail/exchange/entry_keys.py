"""Make the keys by which documents cite works, from a template."""

import re
import string
from collections.abc import Container, Iterator
from itertools import count, islice, product

from index.folding import fold
from papertrail.text.words import words
from papertrail.types.bibliography_entry import BibliographyEntry

_UNSAFE = re.compile(r"[^A-Za-z0-9_:./+-]+")
"""What BibTeX, Biber or LaTeX can't have in a key."""
_SMALL_WORDS = frozenset(
    words("a an the on of for in to and or with by from at as is are via do does can how why what")
)
_MANY_AUTHORS = 3
_LONGEST = 200
"""Characters of a key that a person made."""
_TITLE_WORDS = 3


def make_key(citation: BibliographyEntry, template: str, taken: Container[str]) -> str:
    """Return a key for a work that no other has, whatever the case of its letters.

    Args:
        citation: what the key is made from.
        template: text with `papertrail.types.bibliography_entry.KEY_FIELDS` in braces.
        taken: the keys in use, in lower case.
    """
    base = _filled(citation, template)
    for suffix in _suffixes():
        if (base + suffix).lower() not in taken:
            return base + suffix
    raise AssertionError("the suffixes do not end")


def is_key(text: str) -> bool:
    """Decide whether a text can be a key as it is."""
    return 0 < len(text) <= _LONGEST and not _UNSAFE.search(text)


def _filled(citation: BibliographyEntry, template: str) -> str:
    written = (_ascii(f"{name.particle}{name.family}") for name in citation.authors)
    families = list(islice(filter(None, written), _MANY_AUTHORS))
    title = [_ascii(word) for word in words(citation.title) if word not in _SMALL_WORDS]
    title = [word for word in title if word]
    year = str(citation.year or "")
    identifier = _ascii(citation.work_id.partition(":")[2].replace("/", "-"))
    fields = {
        "author": families[0] if families else "",
        "authors": "".join(family.capitalize() for family in families),
        "year": year,
        "yy": year[-2:],
        "word": title[0] if title else "",
        "words": "".join(title[:_TITLE_WORDS]),
        "venue": _ascii(citation.venue.partition(" ")[0]),
        "id": identifier,
    }
    key = _UNSAFE.sub("", template.format_map(fields))
    # A name and a title without Latin letters leave no more than a year.
    has_letters = any(map(str.isalpha, key))
    return key if has_letters else f"paper{identifier}"


def _ascii(text: str) -> str:
    """Return the Latin letters and digits of a text."""
    return _UNSAFE.sub("", fold(text).encode("ascii", "ignore").decode())


def _suffixes() -> Iterator[str]:
    """Yield "", "a", "b" ... "z", "aa" ..."""
    yield ""
    for length in count(1):
        for letters in product(string.ascii_lowercase, repeat=length):
            yield "".join(letters)
