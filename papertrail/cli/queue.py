"""`papertrail next`, `papertrail review`, `papertrail recall` and `papertrail stats`."""

import click

from papertrail.cli.common import DAY, json_option, open_home, past_day
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural


@click.command("next")
@click.option("-n", "count", type=click.IntRange(1, 100), default=3, show_default=True)
@json_option
def next_command(count: int, *, as_json: bool) -> None:
    """Propose what to read now, and say why.

    Papers in the states reading and later are compared, and liked ones without a state: by how well
    they fit your topics, by priority, by how long they wait, by length where it is known, and by
    how much they differ from each other.
    """
    with open_home() as paper:
        plan = paper.library.next(count)
        if not as_json:
            paper.remember_list([found.paper.work for found in plan.suggestions])
    for remark in plan.remarks:
        note(printable(remark))
    if as_json:
        from papertrail.render import json_library

        print_json(json_library.plan(plan))
        return
    from papertrail.render import library_text, terminal

    library_text.suggestions(terminal.console(), plan.suggestions)
    if not plan.waiting:
        note("nothing waits to be read; papertrail mark later ID puts a paper on the list")
    elif plan.waiting > len(plan.suggestions):
        note(f"chosen from {plural(plan.waiting, 'paper')}")


@click.command("review")
@click.option(
    "--since",
    type=DAY,
    callback=past_day,
    help="From this day on: 2026-06-17, 2w.  [default: 7d]",
)
@json_option
def review_command(since: str | None, *, as_json: bool) -> None:
    """List what you read this week, with your notes."""
    with open_home() as paper:
        found = paper.library.review(since)
        if not as_json:
            paper.remember_list([item.work for item in (*found.read, *found.noted)])
    if as_json:
        from papertrail.render import json_library

        print_json(json_library.review(found))
        return
    from papertrail.render import library_text, terminal

    library_text.review(terminal.console(), found)
    if not (found.read or found.noted):
        note(f"nothing was read or noted since {found.since}; papertrail mark read ID says so")


@click.command("recall")
@json_option
def recall_command(*, as_json: bool) -> None:
    """Bring back three papers that you noted, each after longer and longer intervals.

    The first time is a day after the note, then 3, 7, 14, 30, 60, 120, 240 and 365 days. The same
    papers come back however often it is run on a day.
    """
    with open_home() as paper:
        found = paper.library.recall()
        if not as_json:
            paper.remember_list([recall.paper.work for recall in found.papers])
    if as_json:
        from papertrail.render import json_library

        print_json(json_library.recalls(found))
        return
    from papertrail.render import library_text, terminal

    library_text.recalls(terminal.console(), found.papers)
    if not found.papers and found.next_due:
        note(f"no note is due today; the next one is on {found.next_due}")
    elif not found.papers:
        note("there is no note yet; papertrail note ID writes one")


@click.command("stats")
@click.option(
    "--weeks",
    type=click.IntRange(0, 520),
    default=8,
    show_default=True,
    help="How many weeks to count by.",
)
@json_option
def stats_command(weeks: int, *, as_json: bool) -> None:
    """Count papers by state, opinion, tag and week."""
    with open_home() as paper:
        found = paper.library.stats(weeks)
    if as_json:
        from papertrail.render import json_library

        print_json(json_library.statistics(found))
        return
    from papertrail.render import library_text

    print_lines(library_text.statistics(found))
