"""Say what was left out of the text of a PDF, and what could not be read."""

import textwrap

from papertrail.types.document import DocumentText

_MOST = 3
"""Pieces of hidden text that are shown."""
_BEGINNING = 80


def remarks_on(text: DocumentText) -> tuple[str, ...]:
    """Return remarks for a reader; what hidden text says is from outside, and not escaped yet."""
    found = list(text.remarks)
    for hidden in text.hidden[:_MOST]:
        beginning = textwrap.shorten(hidden.text, _BEGINNING, placeholder=" ...")
        found.append(
            f"hidden text of page {hidden.page} was left out ({hidden.reason}): {beginning}"
        )
    more = len(text.hidden) - _MOST
    if more > 0:
        found.append(f"hidden text was left out in {more} more places")
    return tuple(found)
