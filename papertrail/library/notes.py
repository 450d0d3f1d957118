"""Merge the texts of a note that were written at the same time, so that nothing is lost."""

from papertrail.errors import UsageError

LONGEST = 1_000_000
"""Characters of a note."""
BOTH_KEPT = "*(changed twice at the same time; both versions are kept)*"


def checked(text: str) -> str:
    """Return the text of a note as it is stored: without space at its ends.

    Raises:
        UsageError: it is too long, or no text.
    """
    found = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(found) > LONGEST:
        raise UsageError(f"a note has at most {LONGEST:,} characters; this one has {len(found):,}")
    if "\0" in found or any("\ud800" <= character <= "\udfff" for character in found):
        raise UsageError("the note has bytes that are no text in UTF-8")
    return found


def appended(stored: str, text: str) -> str:
    """Return a note with a paragraph more."""
    return f"{stored}\n\n{text}" if stored else text


def merged(base: str, stored: str, edited: str) -> tuple[str, bool]:
    """Return what an edited note becomes, and whether both it and the stored one had changed.

    Args:
        base: the text that the editor began with.
        stored: the text that is stored now.
        edited: the text that the editor ended with.
    """
    if stored in (base, edited):
        return edited, False
    if edited == base:
        return stored, False
    return _both(base, stored, edited), True


def _both(base: str, stored: str, edited: str) -> str:
    """Return one text with all that two versions say."""
    if not edited:
        # Removing it would remove what the person has not seen.
        return stored
    if stored in edited:
        return edited
    added = stored[len(base) :].strip() if stored.startswith(base) else ""
    if added and edited.startswith(base):
        # Each version only added something.
        return appended(edited, added)
    return f"{edited}\n\n---\n\n{BOTH_KEPT}\n\n{stored}"
