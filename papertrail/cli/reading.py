"""`papertrail ask`, `skim`, `terms`, `compare`; with a model `summary` and `translate`."""

import shutil
from typing import TYPE_CHECKING

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render.escaping import printable

if TYPE_CHECKING:
    from papertrail.types.assist import AssistedText
    from papertrail.types.reading import Answers

_WIDEST = 100


@click.command("ask")
@click.argument("question", nargs=-1, required=True)
@click.option(
    "--in", "papers", multiple=True, metavar="ID", help="Ask this paper only. Can be repeated."
)
@click.option("--topic", metavar="NAME", help="Ask only papers that match this topic.")
@click.option(
    "-n",
    "count",
    type=click.IntRange(1, 50),
    default=3,
    show_default=True,
    help="How many answers.",
)
@click.option("--llm", is_flag=True, help="Let the language model of [assist] answer.")
@json_option
def ask_command(
    question: tuple[str, ...],
    papers: tuple[str, ...],
    topic: str | None,
    count: int,
    *,
    llm: bool,
    as_json: bool,
) -> None:
    """Find the sentences that answer a question, in the papers whose PDFs were fetched.

    The answers are the papers' own words, with page and section. If nothing in the papers says it,
    that is the answer.
    """
    asked = " ".join(question)
    with open_home() as opened:
        if llm:
            answer = opened.assist.ask(asked, papers, topic=topic)
        else:
            found = opened.reading.ask(asked, papers, topic=topic, count=count)
    if llm:
        _show_assisted(answer, as_json=as_json)
    else:
        _show_answers(found, as_json=as_json)


@click.command("skim")
@click.argument("paper", metavar="ID")
@json_option
def skim_command(paper: str, *, as_json: bool) -> None:
    """Show a paper in a few of its sentences: problem, contributions, method, data, results."""
    from papertrail.render import json_reading, reading_lines

    with open_home() as opened:
        found = opened.reading.skim(paper)
    if as_json:
        print_json(json_reading.overview(found))
    else:
        print_lines(reading_lines.overview(found, _width()))


@click.command("terms")
@click.argument("paper", metavar="ID")
@json_option
def terms_command(paper: str, *, as_json: bool) -> None:
    """List the acronyms and symbols of a paper, with where they are defined."""
    from papertrail.render import json_reading, reading_lines

    with open_home() as opened:
        found = opened.reading.terms(paper)
    if as_json:
        print_json(json_reading.glossary(found))
    else:
        print_lines(reading_lines.glossary(found, _width()))


@click.command("compare")
@click.argument("papers", nargs=-1, required=True, metavar="ID ID...")
@json_option
def compare_command(papers: tuple[str, ...], *, as_json: bool) -> None:
    """Show what papers say about claims, data, metrics and results, next to each other."""
    from papertrail.render import json_reading, reading_lines

    with open_home() as opened:
        found = opened.reading.compare(papers)
    if as_json:
        print_json(json_reading.comparison(found))
    else:
        print_lines(reading_lines.comparison(found, _width()))


@click.command("summary")
@click.argument("paper", metavar="ID")
@json_option
def summary_command(paper: str, *, as_json: bool) -> None:
    """Let the language model of [assist] summarise a paper; each sentence shows its proof."""
    with open_home() as opened:
        found = opened.assist.summary(paper)
    _show_assisted(found, as_json=as_json)


@click.command("translate")
@click.argument("paper", metavar="ID")
@click.option(
    "--to", "language", metavar="LANGUAGE", help="Such as zh, en or German.  [default: [assist]]"
)
@json_option
def translate_command(paper: str, language: str | None, *, as_json: bool) -> None:
    """Let the language model of [assist] translate a paper's title and abstract.

    The translation is kept; the original stays as it is, and is shown above it.
    """
    from papertrail.render import json_reading, reading_lines

    with open_home() as opened:
        found = opened.assist.translate(paper, language)
    if as_json:
        print_json(json_reading.translation(found))
    else:
        print_lines(reading_lines.translation(found, _width()))


def _show_answers(found: "Answers", *, as_json: bool) -> None:
    from papertrail.render import json_reading, reading_lines

    for remark in found.remarks:
        note(printable(remark))
    if as_json:
        print_json(json_reading.answers(found))
    else:
        print_lines(reading_lines.answers(found, _width()))


def _show_assisted(found: "AssistedText", *, as_json: bool) -> None:
    from papertrail.render import json_reading, reading_lines

    if as_json:
        print_json(json_reading.assisted(found))
    else:
        print_lines(reading_lines.assisted(found, _width()))
    line = reading_lines.struck(found)
    if line:
        note(line)


def _width() -> int:
    return min(_WIDEST, max(40, shutil.get_terminal_size().columns))
