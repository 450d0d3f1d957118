"""Bound the length of the texts that a BibTeX file builds from its own macros."""

import re

from papertrail.errors import PapertrailError

LONGEST = 10_000
"""Characters of one macro; names of journals and conferences have some hundred."""
_MOST = 64 << 20
"""Characters of all macros that a file may use."""
_COMMAND = re.compile(r"@(?P<kind>\w++)\s*+[{(]", re.ASCII)
_DEFINITION = re.compile(r"\s*+(?P<name>[^\s=,{}()\"#]++)\s*+=", re.ASCII)
_LITERAL = re.compile(r"\"[^\"]*+\"|\{[^{}]*+\}")
_NAME = re.compile(r"[^\s#{}(),\"]++")
_HINT = "remove the @string definitions that repeat others"


def refuse_expansion(text: str, where: str) -> None:
    """Refuse a file whose @string macros, each built from others, would fill the memory.

    Lengths are counted, and nothing is expanded; text in quotes is counted as it is written.

    Args:
        text: the file.
        where: its name, for the message.

    Raises:
        PapertrailError: a macro is too long, uses itself, or is used too often.
    """
    definitions = _definitions(text)
    lengths: dict[str, int] = {}
    longest = max((_length(name, definitions, lengths, where) for name in definitions), default=0)
    # Fields are joined by the same sign; that URLs have it too makes no difference at this size.
    if longest * text.count("#") > _MOST:
        raise PapertrailError(
            f"{where}: its @string macros make more than {_MOST >> 20} MiB of text", _HINT
        )


def _definitions(text: str) -> dict[str, tuple[int, list[str]]]:
    """Return the length of each macro's own text, and the names that it uses."""
    found: dict[str, tuple[int, list[str]]] = {}
    commands = [*_COMMAND.finditer(text)]
    ends = [*(command.start() for command in commands), len(text)][1:]
    for command, end in zip(commands, ends, strict=False):
        definition = (
            _DEFINITION.match(text, command.end()) if command["kind"].lower() == "string" else None
        )
        if definition:
            value = text[definition.end() : end]
            used = _NAME.findall(_LITERAL.sub(" ", value))
            found[definition["name"].lower()] = len(value), [name.lower() for name in used]
    return found


def _length(
    name: str, definitions: dict[str, tuple[int, list[str]]], lengths: dict[str, int], where: str
) -> int:
    """Return the length of a macro with all that it uses; add what was counted to `lengths`."""
    # Those whose parts are being counted; a chain of thousands must not overflow the stack.
    pending = [name]
    begun: set[str] = set()
    while pending:
        current = pending[-1]
        own, used = definitions[current]
        missing = [part for part in used if part in definitions and part not in lengths]
        if missing and current in begun:
            raise PapertrailError(f"{where}: the @string macro {current[:40]!r} uses itself", _HINT)
        if missing:
            begun.add(current)
            pending.extend(dict.fromkeys(missing))
            continue
        pending.pop()
        lengths[current] = own + sum(lengths.get(part, 0) for part in used)
        if lengths[current] > LONGEST:
            raise PapertrailError(
                f"{where}: the @string macro {current[:40]!r} "
                f"makes more than {LONGEST:,} characters",
                _HINT,
            )
    return lengths[name]
