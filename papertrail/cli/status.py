"""`papertrail status`."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from papertrail import clock
from papertrail.cli.common import PARTIAL, Desk, json_option, open_desk
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural

if TYPE_CHECKING:
    from papertrail.indexing.generations import Semantics
    from papertrail.types.delivery import Delivery

CALENDAR = 14
"""Days that the calendar shows."""
_MARKS = {
    "current": "#",
    "quiet": ".",
    "stale": "~",
    "throttled": "t",
    "partial": "p",
    "failed": "x",
}
_LEGEND = "# current  . quiet  ~ stale  t throttled  p partial  x failed  ! papers missing"


@click.command("status")
@json_option
def status_command(*, as_json: bool) -> int:
    """Show how each source stands, day by day, and what is indexed.

    The exit code is 3 when the last update left something out, a paper that was announced is not
    stored, a digest is still to be delivered, or an index can't be searched.
    """
    with open_desk() as desk:
        told = _collect(desk)
    if as_json:
        from papertrail.render.json import dumps

        click.echo(dumps(told))
    else:
        _print(told)
    unwell = told["undelivered"] or any(told[half]["error"] for half in ("meaning", "words"))
    unwell = unwell or any(source["error"] or source["missing"] for source in told["sources"])
    return PARTIAL if unwell else 0


def _collect(desk: Desk) -> dict[str, Any]:
    from papertrail.ingest.fetch import MISSING

    stored = desk.store.sources
    states, proofs, proven = stored.states(), stored.proofs(), stored.proven()
    days: dict[str, list[dict[str, Any]]] = {}
    for day in stored.days(f"{clock.now() - timedelta(days=CALENDAR - 1):%Y-%m-%d}"):
        told = {name: value for name, value in asdict(day).items() if name != "source"}
        days.setdefault(day.source, []).append(told | {"missing": day.missing})
    papers = desk.store.works.count()
    semantics, meaning = _meaning(desk, papers)
    words = _words(desk, papers)
    # Of what can be searched at all; why the rest can't is told beside.
    waiting = max(
        (half["pending"] for half in (meaning, words) if not half["error"]), default=papers
    )
    sources: list[dict[str, Any]] = []
    for name in dict.fromkeys([*desk.config.feeds, *states]):
        state = states.get(name)
        failed = state is not None and state.status in MISSING
        sources.append(
            {
                "name": name,
                "status": state.status if state else None,
                "last_success": state.last_success if state else None,
                "newest": state.newest if state else None,
                "error": state.note if state and failed else None,
                "note": state.note if state and not failed else "",
                "followed": name in desk.config.feeds,
                "missing": sum(day["missing"] for day in days.get(name, [])),
                "days": days.get(name, []),
                "proof": asdict(proofs[name]) if name in proofs else None,
                "proven": proven.get(name),
            }
        )
    model = semantics.encoder.model if semantics else desk.config.model
    return {
        "papers": papers,
        "indexed": papers - waiting,
        "pending": waiting,
        "meaning": meaning,
        "words": words,
        "model": {"name": model.name, "dim": model.dim},
        "next_model": _next_model(desk, semantics, papers) if semantics else None,
        "undelivered": _undelivered(desk),
        "sources": sources,
    }


def _undelivered(desk: Desk) -> list[dict[str, Any]]:
    """Return for each channel how many digests wait for it, and what the last attempt came to."""
    waiting: dict[str, list[Delivery]] = {}
    for delivery in desk.store.deliveries.open():
        waiting.setdefault(delivery.channel, []).append(delivery)
    return [
        {
            "channel": channel,
            "digests": len(open_ones),
            "error": max(open_ones, key=lambda item: item.moment).error,
        }
        for channel, open_ones in waiting.items()
    ]


def _meaning(desk: Desk, papers: int) -> tuple["Semantics | None", dict[str, Any]]:
    """Return the vectors that answer, and how many papers they lack: all where they can't be used,
    and why.
    """
    from index.errors import IndexingError
    from papertrail.indexing.catch_up import pending

    try:
        semantics = desk.semantics()
    except (IndexingError, OSError) as error:
        return None, {"pending": papers, "error": str(error)}
    return semantics, {"pending": pending(desk.store, semantics), "error": None}


def _words(desk: Desk, papers: int) -> dict[str, Any]:
    """Return how many papers the index of words lacks, which is all where it can't be used, and
    why.
    """
    from index.errors import IndexingError
    from papertrail.indexing.keywords import pending_keywords

    try:
        return {"pending": pending_keywords(desk.store, desk.keywords()), "error": None}
    except (IndexingError, OSError) as error:
        return {"pending": papers, "error": str(error)}


def _next_model(desk: Desk, answering: "Semantics", papers: int) -> dict[str, Any] | None:
    """Return how far the vectors of a newly chosen model have come, None if the chosen one answers."""
    from index.errors import IndexingError
    from papertrail.indexing.catch_up import pending
    from papertrail.indexing.generations import open_next

    chosen = desk.config.model
    told: dict[str, Any] = {
        "name": chosen.name,
        "dim": chosen.dim,
        "indexed": 0,
        "pending": papers,
        "error": None,
    }
    try:
        following = open_next(desk.home, desk.config)
    except IndexingError as error:
        return told | {"error": str(error)}
    if (
        following is None
        or following.encoder.model.fingerprint == answering.encoder.model.fingerprint
    ):
        return None
    waiting = pending(desk.store, following)
    return told | {"dim": following.encoder.dim, "indexed": papers - waiting, "pending": waiting}


def _print(told: dict[str, Any]) -> None:
    click.echo(
        f"{plural(told['papers'], 'paper')}, {told['indexed']:,} indexed, {told['pending']:,} not indexed"
    )
    for half in ("meaning", "words"):
        if told[half]["error"]:
            click.echo(f"{half} can't be searched: {printable(told[half]['error'])}")
    for late in told["undelivered"]:
        error = f": {printable(late['error'])}" if late["error"] else ""
        click.echo(
            f"{plural(late['digests'], 'digest')} still to be delivered to {printable(late['channel'])}{error}; "
            "papertrail digest --send goes on"
        )
    coming = told["next_model"]
    if coming:
        state = (
            coming["error"]
            or f"{coming['indexed']:,} of {told['papers']:,} papers; papertrail update goes on"
        )
        answering, chosen = (
            f"{model['name']} ({model['dim'] or '?'})" for model in (told["model"], coming)
        )
        click.echo(
            f"{printable(answering)} answers until {printable(chosen)} is complete: {printable(state)}"
        )
    if not told["sources"]:
        return
    today = clock.now().date()
    calendar = [today - timedelta(days=age) for age in reversed(range(CALENDAR))]
    width = min(max(len(source["name"]) for source in told["sources"]), 40)
    click.echo(f"\n{'':<{width}}  {_scale(calendar)}   {_LEGEND}")
    for source in told["sources"]:
        marks = "".join(_mark(source, day) for day in calendar)
        click.echo(f"{printable(source['name'])[:width]:<{width}}  {marks}   {_standing(source)}")


def _scale(calendar: list[date]) -> str:
    """Return the days of the month at the ends of the calendar."""
    first, last = f"{calendar[0]:%m-%d}", f"{calendar[-1]:%m-%d}"
    return f"{first}{last:>{len(calendar) - len(first)}}"


def _mark(source: dict[str, Any], day: date) -> str:
    known = next((entry for entry in source["days"] if entry["day"] == day.isoformat()), None)
    if known is None:
        return " "
    return "!" if known["missing"] else _MARKS.get(known["status"], "?")


def _standing(source: dict[str, Any]) -> str:
    when = (
        f"last read {source['last_success'].replace('T', ' ')[:16]} UTC"
        if source["last_success"]
        else "never read"
    )
    facts = [source["status"], when] if source["status"] else ["not read yet"]
    facts += [f"newest paper {source['newest']}"] if source["newest"] else []
    facts += [f"{plural(source['missing'], 'paper')} missing"] if source["missing"] else []
    facts += [f"proven from {' to '.join(source['proven'])}"] if source["proven"] else []
    facts += [] if source["followed"] else ["no longer followed"]
    note = printable(source["error"] or source["note"] or "")
    return ", ".join(facts) + (f": {note}" if note else "")
