"""`papertrail works`: correcting by hand what was taken for one paper, or for two."""

import click

from papertrail import clock
from papertrail.cli.common import open_desk, resolve
from papertrail.errors import PapertrailError
from papertrail.render.escaping import printable


@click.group("works")
def works_command() -> None:
    """Correct which appearances are one paper."""


@works_command.command("merge")
@click.argument("papers", nargs=-1, required=True, metavar="ID ID...")
def merge_command(papers: tuple[str, ...]) -> None:
    """Make papers one. They stay one."""
    with open_desk() as desk, desk.home.writing("papertrail works merge"):
        keys = [resolve(desk, paper).key for paper in papers]
        if len(set(keys)) < 2:  # noqa: PLR2004 - one alone can't be merged
            raise PapertrailError(
                "these are one paper already", "papertrail show lists its appearances"
            )
        with desk.store.transaction():
            key = desk.store.works.join(keys, clock.now())
        click.echo(f"one paper now: {printable(desk.store.works.get([key])[0].id)}")


@works_command.command("split", short_help="Take an appearance off its paper.")
@click.argument("paper", metavar="ID")
def split_command(paper: str) -> None:
    """Take what appeared under an identifier, such as acl:2024.acl-long.1, off its paper. It stays
    apart.
    """
    with open_desk() as desk, desk.home.writing("papertrail works split"):
        work = resolve(desk, paper)
        scheme, value = _named(paper, work.identifiers)
        with desk.store.transaction():
            key = desk.store.works.split(scheme, value, clock.now())
        first, second = desk.store.works.get([work.key, key])
        click.echo(
            f"two papers now: {printable(first.id)} and {printable(second.id)}; next: papertrail update"
        )


def _named(text: str, identifiers: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """Return the identifier that a text means among a paper's own."""
    from feeds.paper import parse_identifier

    meant = parse_identifier(text) or ("", "")
    for known in identifiers:
        if (known[0], known[1].lower()) == (meant[0], meant[1].lower()):
            return known
    raise PapertrailError(
        f"{text} does not name one appearance",
        "write an identifier such as acl:2024.acl-long.1, as papertrail show prints it",
    )
