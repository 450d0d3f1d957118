"""The stored text of a paper, or why there is none."""

from typing import TYPE_CHECKING

from papertrail.core.resources import Resources
from papertrail.errors import NotFoundError

if TYPE_CHECKING:
    from papertrail.types.document import DocumentText
    from papertrail.types.work import Work


def full_text(resources: Resources, work: "Work", named: str) -> "DocumentText":
    """Return the text of a paper.

    Args:
        resources: the home.
        work: the paper.
        named: its id as the user wrote it.

    Raises:
        NotFoundError: its PDF was not fetched, or has no text.
        StoreError: the stored text is damaged.
    """
    text = resources.store.documents.text(work.key)
    if text is None or not text.passages:
        raise no_text(resources, work, f"there is no full text of {named}")
    return text


def no_text(resources: Resources, work: "Work", message: str) -> NotFoundError:
    """Return the error for a paper without text: a message, the reason, and what to do."""
    document = resources.store.documents.of([work.key]).get(work.key)
    if document is None:
        return NotFoundError(message, f"run: papertrail fetch {work.id}")
    reason = document.problem or "its PDF has no text"
    return NotFoundError(f"{message}: {reason}", what_to_do(work, reason))


def what_to_do(work: "Work", problem: str) -> str:
    """Return what a reader can do about a PDF whose text can't be read."""
    if "encrypted" in problem:
        return f"papertrail fetch {work.id} --file paper.pdf --password asks for the password"
    return f"papertrail open {work.id} shows the PDF"
