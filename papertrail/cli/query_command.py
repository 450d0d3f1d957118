"""Read the query of a command, whose parts may begin with a minus."""

import re

import click

_MINUS_SIGN = "\u2212"
_NUMBER_OPTION = re.compile(r"-n=?\d+")


class QueryCommand(click.Command):
    """A command whose query may have parts that begin with a minus, such as -cat:cs.CV."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Pass such parts on as a minus sign, with which no option begins."""
        options = {name for parameter in self.params for name in parameter.opts}
        end = args.index("--") if "--" in args else len(args)
        parts = [
            f"{_MINUS_SIGN}{part[1:]}" if _excludes(part, options) else part for part in args[:end]
        ]
        return super().parse_args(ctx, [*parts, *args[end:]])


def _excludes(part: str, options: set[str]) -> bool:
    """Decide whether an argument is a word, phrase or field with a minus, and no option."""
    return (
        len(part) > len("-n")
        and part[0] == "-" != part[1]
        and part not in options
        and not _NUMBER_OPTION.fullmatch(part)
    )


def as_typed(part: str) -> str:
    """Return a part of a query with the minus that it was typed with."""
    return f"-{part[1:]}" if part.startswith(_MINUS_SIGN) else part
