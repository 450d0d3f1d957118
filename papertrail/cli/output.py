"""Print results on standard output and notes on standard error."""

import shutil
import sys
from collections.abc import Iterable

import click


def print_json(value: object) -> None:
    """Print JSON on standard output."""
    from papertrail.render.json import dumps

    click.echo(dumps(value))


def print_lines(lines: Iterable[str]) -> None:
    """Print lines on standard output."""
    for line in lines:
        click.echo(line)


def page(text: str) -> None:
    """Print text on standard output, through the pager if it is longer than its terminal."""
    if sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
        click.echo_via_pager(text, color=True)
    else:
        click.echo(text, nl=False)


def note(message: str) -> None:
    """Print a line for the user on standard error."""
    click.echo(message, err=True)
