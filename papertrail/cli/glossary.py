"""`papertrail glossary`."""

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import print_json, print_lines


@click.command("glossary")
@click.argument("term", nargs=-1, required=True)
@click.option(
    "--count", type=click.IntRange(min=1), default=5, show_default=True, help="Explanations."
)
@json_option
def glossary_command(term: tuple[str, ...], count: int, *, as_json: bool) -> None:
    """Show where a term was introduced and is explained, in stored and bundled papers.

    Acronyms are written out, and words get their acronym. Works in an empty home.
    """
    from papertrail.render import json_learn, learn_text
    from papertrail.render.language import speak

    with open_home() as opened:
        found = opened.glossary(" ".join(term), count)
        language = opened.language
    if as_json:
        print_json(json_learn.term(found))
    else:
        with speak(language):
            print_lines(learn_text.term_lines(found, learn_text.terminal_width()))
