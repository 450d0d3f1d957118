"""`papertrail triage`."""

import os
import sys
from typing import TYPE_CHECKING

import click

from papertrail.cli.common import DAY, open_home
from papertrail.types.exit_code import ExitCode

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail
    from papertrail.types.triage import TriageList


@click.command("triage")
@click.argument("query", nargs=-1, metavar="[QUERY]")
@click.option("--saved", metavar="NAME", help="The papers of this saved search.")
@click.option("--day", type=DAY, help="All papers of this day, ranked by your topics.")
def triage_command(query: tuple[str, ...], saved: str | None, day: str | None) -> int:
    """Decide about papers on a screen: like, dislike, later or discard, with one key each.

    Without anything else, the papers of the last digest. A QUERY is as for papertrail search; one
    of filters alone, such as since:7d cat:cs.LG, lists all papers that pass, the newest first.
    Each decision is stored at once and teaches your topics. ? shows the keys.
    """
    text = " ".join(query)
    if day and (text or saved):
        raise click.UsageError("--day shows all papers of a day; it goes with no query")
    _refuse_other_than_terminals()

    def load(home: "Papertrail") -> "TriageList":
        if day:
            return home.triage.of_day(day)
        if text or saved:
            return home.triage.find(text, saved=saved)
        return home.triage.last_digest()

    with open_home() as paper:
        from papertrail.tui.start import triage

        if not triage(paper, load):
            raise click.Abort
    return ExitCode.DONE


def _refuse_other_than_terminals() -> None:
    """Refuse to draw where nobody sees it: Textual draws on standard error."""
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    if not all(stream and stream.isatty() for stream in streams):
        raise click.UsageError(
            "triage needs a terminal for its input and output; papertrail digest and papertrail "
            "search print the same papers"
        )
    if os.environ.get("TERM", "dumb") in ("", "dumb"):
        raise click.UsageError(
            "triage needs a terminal that can move its cursor, and TERM names none"
        )
