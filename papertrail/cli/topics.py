"""`papertrail topics`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render import json as records
from papertrail.render import listings
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail
    from papertrail.core.topics import TopicSettings
    from papertrail.types.topic_report import ChangedTopic

Command = TypeVar("Command", bound=Callable[..., None])
LISTS = {
    "about": "What its papers say, in plain words.",
    "like": "An example paper: arxiv:1703.03400, doi:10.1000/182.",
    "dislike": "A paper that looks like it and does not belong to it.",
    "author": "Show every paper of this person or lab.",
    "include": "A word of which its papers have at least one.",
    "exclude": "A word that its papers do not have.",
    "category": "Papers of this category only, such as cs.LG.",
    "venue": "Papers of this venue only, such as ICML.",
}
KEYS = {"author": "authors", "category": "categories", "venue": "venues"}


def settings(command: Command) -> Command:
    """Add the options that describe a topic."""
    for name, text in reversed(LISTS.items()):
        command = click.option(
            f"--{name}", multiple=True, metavar="TEXT", help=f"{text} Can be repeated."
        )(command)
    strictness = click.Choice(("loose", "normal", "strict"))
    command = click.option("--strictness", type=strictness, help="How relevant a paper has to be.")(
        command
    )
    return click.option(
        "--limit", type=click.IntRange(min=1), help="The most papers in one digest."
    )(command)


@click.group("topics")
def topics_command() -> None:
    """See, change and evaluate the topics that digests look for."""


@topics_command.command("list")
@json_option
def list_topics(*, as_json: bool) -> None:
    """List the topics with their settings."""
    with open_home() as paper:
        found = paper.topics.list()
    if as_json:
        print_json(records.topics(found))
    else:
        print_lines(listings.topics(found, [KEYS.get(name, name) for name in LISTS]))


@topics_command.command("add")
@click.argument("name")
@settings
@click.option(
    "--from-bib", "library", type=click.Path(path_type=Path), help="Like the papers of a .bib file."
)
@click.option(
    "--from-zotero",
    "zotero",
    type=click.Path(path_type=Path),
    help="Like the papers of a Zotero library: the folder of zotero.sqlite, "
    "or an export as CSL JSON or BibTeX.",
)
@click.option("--collection", metavar="NAME", help="Of a Zotero library, this collection only.")
@click.option(
    "--from-search",
    "search",
    metavar="NAME",
    help="Take over a saved search's words, author:, cat: and venue:.",
)
def add_topic(
    name: str,
    library: Path | None,
    zotero: Path | None,
    collection: str | None,
    search: str | None,
    **given: Any,  # noqa: ANN401 - click's values
) -> None:
    """Add a topic: words, examples for and against, people, rules."""
    if collection and not zotero:
        raise click.UsageError("--collection needs --from-zotero")
    with open_home() as paper:
        likes = [*given.pop("like"), *_likes(paper, library), *_likes(paper, zotero, collection)]
        described = _settings(like=tuple(dict.fromkeys(likes)), **given)
        changed = paper.topics.add(name, described, search=search)
    click.echo(f"added: {printable(changed.name)}")
    _note_unknown(changed)


@topics_command.command("edit", short_help="Add to a topic, change its limits, or take texts out.")
@click.argument("name")
@settings
@click.option(
    "--remove",
    "less",
    multiple=True,
    metavar="TEXT",
    help="Take a text out of the topic's lists. Can be repeated.",
)
def edit_topic(name: str, less: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401 - click's values
    """Add to a topic, or change its limit and strictness; --remove takes texts out."""
    with open_home() as paper:
        changed = paper.topics.edit(name, _settings(**given), remove=less)
    click.echo(f"changed: {printable(changed.name)}")
    _note_unknown(changed)


@topics_command.command("remove")
@click.argument("name")
def remove_topic(name: str) -> None:
    """Remove a topic; the marks that were made for it stay."""
    with open_home() as paper:
        removed = paper.topics.remove(name)
    click.echo(f"removed: {printable(removed)}")


@topics_command.command("show", short_help="Show what a topic learnt and its papers.")
@click.argument("name")
@json_option
def show_topic(name: str, *, as_json: bool) -> None:
    """Show what a topic learnt, its best and borderline papers, and how many a week there are."""
    with open_home() as paper:
        report = paper.topics.show(name)
    if as_json:
        print_json(records.topic(report))
    else:
        print_lines(listings.topic(report))


@topics_command.command("why", short_help="Say why a topic shows a paper, or does not.")
@click.argument("name")
@click.argument("paper_id", metavar="ID")
@json_option
def why_topic(name: str, paper_id: str, *, as_json: bool) -> None:
    """Say why a topic shows a paper or does not, and what would change that."""
    with open_home() as paper:
        found = paper.topics.why(name, paper_id)
    if as_json:
        print_json(records.topic_reason(found))
    else:
        print_lines(listings.topic_reason(found))


@topics_command.command("eval", short_help="Replay your marks, to see how well topics learn.")
@json_option
def evaluate(*, as_json: bool) -> None:
    """Replay your marks: topics learn from the earlier half and are judged on the later half."""
    with open_home() as paper:
        found = paper.topics.evaluate()
    if as_json:
        print_json(records.evaluations(found))
    else:
        print_lines(listings.evaluations(found))


@topics_command.command("suggest")
@json_option
def suggest_topics(*, as_json: bool) -> None:
    """Suggest topics for liked papers that no topic covers."""
    with open_home() as paper:
        found = paper.topics.suggest()
    if as_json:
        print_json(records.suggestions(found))
    else:
        print_lines(listings.suggestions(found))


def _settings(**given: Any) -> "TopicSettings":  # noqa: ANN401 - click's values
    from papertrail.core.topics import TopicSettings

    return TopicSettings(**{KEYS.get(name, name): value for name, value in given.items()})


def _likes(
    paper: "Papertrail", path: Path | None, collection: str | None = None
) -> tuple[str, ...]:
    """Return the ids of the stored papers of a reference library."""
    if path is None:
        return ()
    found = paper.topics.likes_of(path, collection)
    click.echo(f"{plural(len(found.ids), 'paper')} of {found.entries} found in {path}")
    return found.ids


def _note_unknown(changed: "ChangedTopic") -> None:
    for example in changed.unknown:
        note(f"{example} is not stored; it counts as soon as papertrail update has fetched it")
