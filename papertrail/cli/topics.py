"""`papertrail topics`."""

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from papertrail.cli.common import Desk, json_option, load_config, open_desk, tell
from papertrail.errors import PapertrailError
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural
from papertrail.types.topic import Topic
from papertrail.workspace import Home

if TYPE_CHECKING:
    from papertrail.exchange.libraries import Library
    from papertrail.topics.ranker import Ranker

Command = TypeVar("Command", bound=Callable[..., None])
LISTS = {
    "about": "What its papers say, in plain words.",
    "like": "An example paper: arxiv:1703.03400, doi:10.1000/182.",
    "dislike": "A paper that looks like it and is beside it.",
    "author": "Show every paper of this person or lab.",
    "include": "A word of which its papers have at least one.",
    "exclude": "A word that its papers do not have.",
    "category": "Papers of this category only, such as cs.LG.",
    "venue": "Papers of this venue only, such as ICML.",
}
KEYS = {"author": "authors", "category": "categories", "venue": "venues"}


def settings(command: Command) -> Command:
    """Add the options that describe a topic."""
    for name, told in reversed(LISTS.items()):
        command = click.option(
            f"--{name}", multiple=True, metavar="TEXT", help=f"{told} Can be repeated."
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
    """See, change and judge the topics that digests look out for."""


@topics_command.command("list")
@json_option
def list_topics(*, as_json: bool) -> None:
    """List the topics with their settings."""
    topics = load_config(Home.from_environment()).topics
    if as_json:
        _print_json([asdict(topic) for topic in topics])
        return
    for topic in topics:
        click.echo(f"{printable(topic.name)} (at most {topic.limit} a digest, {_from(topic)})")
        for key in (KEYS.get(name, name) for name in LISTS):
            for text in getattr(topic, key):
                click.echo(f"    {'' if key == 'about' else f'{key}: '}{printable(text)}")


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
    help="Like the papers of a Zotero library: the folder of zotero.sqlite, or an export as CSL JSON or BibTeX.",
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
    from papertrail.core import topic_editing as editing

    values = {key: value for key, value in _values(given).items() if value}
    name = " ".join(name.split())
    if not name:
        raise click.UsageError("a topic needs a name")
    if search is not None:
        values = {**_of_search(search), **values}
    if collection and not zotero:
        raise click.UsageError("--collection needs --from-zotero")
    if library:
        values["like"] = list(dict.fromkeys([*values.get("like", ()), *_likes(library)]))
    if zotero:
        values["like"] = list(
            dict.fromkeys([*values.get("like", ()), *_likes_of_zotero(zotero, collection)])
        )
    if not any(values.get(key) for key in ("about", "like", "authors")):
        # The name is words too.
        values = {"about": [name], **values}
    editing.add(Home.from_environment().config_file, name, values)
    click.echo(f"added: {printable(name)}")
    _note_unknown([*values.get("like", ()), *values.get("dislike", ())])


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
    from papertrail.core import topic_editing as editing

    home = Home.from_environment()
    path = home.config_file
    topic = load_config(home).topic(name)
    values = {key: value for key, value in _values(given).items() if value}
    if not values and not less:
        raise click.UsageError("say what to change, such as --about, --like, --limit or --remove")
    more = {key: value for key, value in values.items() if isinstance(value, list)}
    editing.change(
        path, topic.name, {key: values[key] for key in values.keys() - more.keys()}, more, less
    )
    click.echo(f"changed: {printable(topic.name)}")
    _note_unknown([*more.get("like", ()), *more.get("dislike", ())])


@topics_command.command("remove")
@click.argument("name")
def remove_topic(name: str) -> None:
    """Remove a topic; the marks that were made for it stay."""
    from papertrail.core import topic_editing as editing

    home = Home.from_environment()
    topic = load_config(home).topic(name)
    editing.remove(home.config_file, topic.name)
    if home.database.exists():
        with open_desk() as desk, desk.store.transaction():
            desk.store.topic_models.remove(topic.name)
    click.echo(f"removed: {printable(topic.name)}")


@topics_command.command("show", short_help="Show what a topic learnt and its papers.")
@click.argument("name")
@json_option
def show_topic(name: str, *, as_json: bool) -> None:
    """Show what a topic learnt, its best and its borderline papers, and how many a week there are."""
    from papertrail import clock
    from papertrail.render.sparkline import sparkline
    from papertrail.topics.evaluate import findings

    with open_desk() as desk:
        topic = desk.config.topic(name)
        ranker = _ranker(desk, (topic,))
        model = ranker.models[0]
        above, below = ranker.learnt(0, 12)
        found = findings(desk.store, ranker, 0, clock.now().date())
        papers = {
            kind: [_paper(desk, key, relevance) for key, relevance in pairs]
            for kind, pairs in (("best", found.best), ("borderline", found.borderline))
        }
    told: dict[str, Any] = {
        **asdict(topic),
        "liked": len(model.liked),
        "disliked": len(model.disliked),
        "for": [term for term, _ in above],
        "against": [term for term, _ in below],
        **papers,
        "weeks": list(found.weeks),
    }
    if as_json:
        _print_json(told)
        return
    click.echo(f"{printable(topic.name)} ({_from(topic)})")
    click.echo(
        f"learnt from {plural(len(model.liked), 'like')} and {plural(len(model.disliked), 'dislike')}"
    )
    click.echo(f"for:     {printable(', '.join(told['for']))}")
    click.echo(f"against: {printable(', '.join(told['against']))}")
    click.echo(f"a week:  {sparkline(found.weeks)}  {found.weeks[-1]} this week")
    for kind, listed in papers.items():
        click.echo(f"{kind}:")
        for paper in listed:
            click.echo(f"    {paper['relevance']:.2f}  {paper['id']}  {printable(paper['title'])}")


@topics_command.command("eval", short_help="Replay your marks, to see how well topics learn.")
@json_option
def evaluate(*, as_json: bool) -> None:
    """Replay your marks: taught with the earlier half, judged on the later half."""
    from papertrail.topics.evaluate import FEWEST_LIKES, look_back

    with open_desk() as desk:
        ranker = _ranker(desk, desk.config.topics)
        told = []
        for number, topic in enumerate(ranker.topics):
            found = look_back(ranker, number, desk.store.digests.shown_under(topic.name))
            row: dict[str, Any] = {"name": topic.name, "enough": found is not None}
            if found:
                missed = [_paper(desk, key) for key in found.missed]
                row |= {**asdict(found), "missed": missed}
            told.append(row)
    if as_json:
        _print_json(told)
        return
    for row in told:
        if not row["enough"]:
            click.echo(
                f"{printable(row['name'])}: fewer than {FEWEST_LIKES} likes; papertrail mark like ID adds one"
            )
            continue
        above = row["above_shown"]
        click.echo(
            f"{printable(row['name'])}: precision {row['precision']:.2f}, nDCG {row['ndcg']:.2f}, "
            f"{len(row['missed'])} of {plural(row['liked'], 'like')} missed, among {plural(row['papers'], 'paper')}"
            + (
                f"; before {above:.0%} of what you were shown and did not like"
                if above is not None
                else ""
            )
        )
        for paper in row["missed"]:
            click.echo(f"    missed: {paper['id']}  {printable(paper['title'])}")
    if any(row["enough"] for row in told):
        click.echo("papers without a mark count as not liked, also those that you never saw")


@topics_command.command("suggest")
@json_option
def suggest_topics(*, as_json: bool) -> None:
    """Suggest topics for liked papers that no topic covers."""
    from papertrail.topics.evaluate import FEWEST_TOGETHER, suggest

    with open_desk() as desk:
        groups, uncovered = suggest(desk.store, _ranker(desk, desk.config.topics))
        told: list[dict[str, Any]] = [
            {"name": ", ".join(group.terms), "papers": [_paper(desk, key) for key in group.works]}
            for group in groups
        ]
    if as_json:
        _print_json(told)
        return
    if not told:
        click.echo(
            f"no topic is missing: {plural(uncovered, 'liked paper')} outside all topics, "
            f"and {FEWEST_TOGETHER} that belong together make one"
        )
    for row in told:
        click.echo(printable(row["name"]))
        for paper in row["papers"]:
            click.echo(f"    {paper['id']}  {printable(paper['title'])}")
        likes = " ".join(f"--like {paper['id']}" for paper in row["papers"])
        click.echo(f'  papertrail topics add "{printable(row["name"])}" {likes}')


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """Return options as settings of the configuration."""
    return {
        KEYS.get(name, name): list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
    }


def _of_search(name: str) -> dict[str, Any]:
    """Return a saved search as settings of a topic. From which day it looks is left out: digests
    show what is new.
    """
    from papertrail import clock
    from papertrail.search.query import parse

    with open_desk() as desk:
        saved = desk.store.searches.get(name)
    query = parse(saved.query, clock.now().date())
    more = replace(query.criteria, since=None, authors=(), categories=(), venues=())
    if query.ids or query.without or more:
        raise PapertrailError(
            "a topic takes words, author:, cat: and venue: only, and none of these fields with a minus",
            "save the search without its other fields",
        )
    settings = {
        "about": [query.text],
        "include": list(query.phrases),
        "exclude": list(query.excluded),
        "authors": list(query.criteria.authors),
        "categories": list(query.criteria.categories),
        "venues": list(query.criteria.venues),
    }
    return {key: texts for key, texts in settings.items() if any(texts)}


def _likes_of_zotero(path: Path, collection: str | None) -> list[str]:
    """Return the ids of the stored papers of Zotero's own library, or of what it exported."""
    from papertrail.exchange.zotero import read_zotero

    path = path.expanduser()
    if path.is_dir() or path.suffix == ".sqlite":
        return _likes(path, read_zotero(path, collection))
    if collection:
        raise click.UsageError(
            f"{path} has no collections; export one, or name the folder of zotero.sqlite"
        )
    return _likes(path)


def _likes(path: Path, library: "Library | None" = None) -> list[str]:
    """Return the ids of the stored papers of a library, telling what could not be used."""
    from papertrail.exchange.libraries import matched, read_library

    library = library or read_library(path)
    for fault in library.faults:
        tell(printable(fault))
    with open_desk() as desk:
        keys, missing = matched(desk.store, library.references)
        works = desk.store.works.get(keys)
    for reference in missing:
        tell(
            f"not stored, and skipped: {printable(reference.label)}: {printable(reference.record.title)}"
        )
    if not works:
        raise PapertrailError(
            f"none of the {plural(len(library.references), 'paper')} in {path} is stored",
            "papertrail update fetches more",
        )
    click.echo(
        f"{plural(len(works), 'paper')} of {len(library.references) + len(library.faults)} found in {path}"
    )
    return [work.id for work in works]


def _note_unknown(ids: list[str]) -> None:
    """Tell which examples are not stored: they count as soon as they are."""
    from papertrail.config.values import paper_ids

    if not ids or not Home.from_environment().database.exists():
        return
    with open_desk() as desk:
        for paper in paper_ids(list(ids)):
            if desk.store.works.find(*paper.split(":", 1)) is None:
                tell(
                    f"{paper} is not stored; it counts as soon as papertrail update has fetched it"
                )


def _ranker(desk: Desk, topics: tuple[Topic, ...]) -> "Ranker":
    from papertrail.topics import Ranker

    if not topics:
        raise click.UsageError(
            'there is no topic yet; papertrail topics add "Meta-learning" adds one'
        )
    return Ranker.open(desk.store, desk.semantics(), topics)


def _paper(desk: Desk, key: int, relevance: float | None = None) -> dict[str, Any]:
    work = desk.store.works.get([key])[0]
    return {"id": work.id, "title": work.title} | (
        {} if relevance is None else {"relevance": round(relevance, 4)}
    )


def _from(topic: Topic) -> str:
    return topic.strictness if topic.threshold is None else f"from relevance {topic.threshold:.2f}"


def _print_json(value: object) -> None:
    from papertrail.render.json import dumps

    click.echo(dumps(value))
