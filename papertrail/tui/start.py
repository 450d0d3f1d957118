"""Start the triage screen. The list is being made while Textual is imported."""

from typing import TYPE_CHECKING

from papertrail.tui.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from papertrail.core.application import Papertrail
    from papertrail.types.triage import TriageList


def triage(opened: "Papertrail", load: "Callable[[Papertrail], TriageList]") -> bool:
    """Show a list to triage; return whether the user left it rather than stopped it.

    Args:
        opened: the home.
        load: makes the list to begin with, on a thread of its own.

    Raises:
        PapertrailError: the list can't be made, or the home can no longer be used.
    """
    desk = Desk(opened)
    first = desk.read(load)
    try:
        from papertrail.tui.app import TriageApp

        app = TriageApp(desk, opened.config.triage, first)
        left = app.run(mouse=False)
    finally:
        desk.close()
    if app.failure:
        raise app.failure
    return bool(left)
