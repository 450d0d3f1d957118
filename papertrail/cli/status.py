"""`papertrail status`."""

from typing import Any

import click

from papertrail.cli.common import PARTIAL, Desk, json_option, open_desk
from papertrail.render.safe import printable


@click.command("status")
@json_option
def status_command(*, as_json: bool) -> int:
    """Show how each source stands and what is indexed.

    The exit code is 3 when the last update left something out.
    """
    from papertrail.update import MISSING

    with open_desk() as desk:
        told = _collect(desk)
    if as_json:
        from papertrail.render.records import dumps

        click.echo(dumps(told))
    else:
        _print(told)
    return PARTIAL if any(source["status"] in MISSING for source in told["sources"]) else 0


def _collect(desk: Desk) -> dict[str, Any]:
    from papertrail.indexing import pending
    from papertrail.update import MISSING

    states = desk.store.sources.states()
    papers = desk.store.works.count()
    waiting = pending(desk.store, desk.semantics())
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
            }
        )
    return {"papers": papers, "indexed": papers - waiting, "pending": waiting, "sources": sources}


def _print(told: dict[str, Any]) -> None:
    click.echo(f"{told['papers']:,} papers, {told['indexed']:,} indexed, {told['pending']:,} not indexed")
    for source in told["sources"]:
        standing = source["status"] or "not read yet"
        when = (
            f"last read {source['last_success'].replace('T', ' ')[:16]} UTC" if source["last_success"] else "never read"
        )
        newest = f", newest paper {source['newest']}" if source["newest"] else ""
        followed = "" if source["followed"] else " (no longer followed)"
        note = printable(source["error"] or source["note"] or "")
        click.echo(f"{source['name']:<16} {standing:<12} {when}{newest}{followed}{f': {note}' if note else ''}")
