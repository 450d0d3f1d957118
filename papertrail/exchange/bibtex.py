"""Read BibTeX by its grammar, entry by entry.

The grammar is that of BibTeX itself (https://ctan.org/pkg/bibtex, bibtex.web) with two rules of
btparse, which Biber uses (https://metacpan.org/dist/Text-BibTeX/view/btparse/doc/bt_language.pod):
a percent sign begins a comment, and what is in `@comment{...}` is no entry. A flaw in one field
costs only that field, a flaw that leaves the end of an entry open only that entry.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

LONGEST_MACRO = 10_000
"""Characters of one macro; names of journals and conferences have some hundred."""
_LONGEST_VALUE = 100_000
"""Characters of a field that are read; abstracts have some thousand."""

_COMMENT_OR_COMMAND = re.compile(
    r"%[^\n]*+|(?<![\w.])@\s*+(?P<kind>[^\W\d][\w:+./-]*+)\s*+(?P<open>[{(])", re.ASCII
)
_NEXT_COMMAND = re.compile(r"^[ \t]*+@\s*+\w++\s*+[{(]", re.ASCII | re.MULTILINE)
_SPACE = re.compile(r"(?:\s++|%[^\n]*+)*+")
_KEYS = {"{": re.compile(r"[^,={}]*+"), "(": re.compile(r"[^,={})]*+")}
_FIELD = re.compile(r"[^\s@,={}()\"#%][^\s,={}()\"#%]*+\s*+=")
_NAME = re.compile(r"[^\s,={}()\"#%]++")
_BRACES = re.compile(r"[{}]")
_DELIMITERS = {"{": _BRACES, "(": re.compile(r"[()]")}
_BRACES_AND_QUOTES = re.compile(r"[{}\"]")
_ENDS = {"{": "}", "(": ")"}
_MONTHS = {name[:3].lower(): name for name in calendar.month_name if name}


class MacroError(Exception):
    """A macro of the file would fill the memory; the message names it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a file.

    Attributes:
        line: on which it begins, counted from 1.
        key: by which it is cited, empty if it has none.
        fields: values by name in lower case, macros expanded; the first of several of a name.
        is_broken: it has no end; its fields are empty.
        start: the place of its @ in the text.
        end: the place after its closing brace; that of its beginning if it is broken.
    """

    line: int
    key: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    is_broken: bool = False
    start: int = 0
    end: int = 0


def read_entries(text: str) -> Iterator[Entry]:
    """Yield the entries of a file in order, the broken ones too.

    Args:
        text: the file, its lines ended by line feeds.

    Raises:
        MacroError: the @string macros, each built from others, grow without bounds.
    """
    macros = dict(_MONTHS)
    place, line, counted = 0, 1, 0
    while command := _COMMENT_OR_COMMAND.search(text, place):
        place = command.end()
        if not command["kind"]:
            continue
        reader = _Reader(text, place, command["open"], macros)
        line += text.count("\n", counted, command.start())
        counted = command.start()
        try:
            match command["kind"].lower():
                case "comment" | "preamble":
                    reader.skip_block()
                case "string":
                    macros |= _short(reader.read_fields())
                case _:
                    key, fields = reader.read_key(), reader.read_fields()
                    start = command.end() - len(command[0].lstrip())
                    yield Entry(line, key, fields, start=start, end=reader.place)
            place = reader.place
        except _OpenEndError:
            if command["kind"].lower() not in ("comment", "preamble", "string"):
                yield Entry(line, is_broken=True, start=command.start(), end=command.start())
            following = _NEXT_COMMAND.search(text, place)
            place = following.start() if following else len(text)


def read_all(text: str) -> list[Entry]:
    """Return all entries of a file. Raises as `read_entries`."""
    return list(read_entries(text))


def split_names(names: str) -> list[str]:
    """Return the names between the `and`s that are in no braces."""
    found, depth = [""], 0
    for part in re.split(r"([{}]|\s+and\s+)", names, flags=re.IGNORECASE):
        depth += {"{": 1, "}": -1}.get(part, 0)
        if depth <= 0 and part.strip().lower() == "and" and part != part.strip():
            found.append("")
        else:
            found[-1] += part
    return [name for name in map(str.strip, found) if name and name.lower() != "others"]


class _OpenEndError(Exception):
    """What was begun does not end, or something else follows where it should."""


class _Reader:
    """Read what is between a command's delimiters; `place` is behind what was read."""

    def __init__(self, text: str, place: int, opening: str, macros: Mapping[str, str]) -> None:
        self.place = place
        self._text = text
        self._opening = opening
        self._end = _ENDS[opening]
        self._macros = macros

    def skip_block(self) -> None:
        """Go behind the end of a command that holds nothing of interest; only braces count."""
        depth = 1
        for sign in _DELIMITERS[self._opening].finditer(self._text, self.place):
            depth += 1 if sign[0] == self._opening else -1
            if depth == 0:
                self.place = sign.end()
                return
        raise _OpenEndError

    def read_key(self) -> str:
        """Return the key of an entry; empty if the first field begins at once."""
        found = _KEYS[self._opening].match(self._text, self.place)
        if not found or self._text[found.end() : found.end() + 1] == "=":
            return ""
        self.place = found.end()
        return found[0].strip()

    def read_fields(self) -> dict[str, str]:
        """Return the fields up to the end of the entry, and go behind it."""
        fields: dict[str, str] = {}
        while (sign := self._sign()) != self._end:
            if sign == ",":
                self.place += 1
                continue
            name = _NAME.match(self._text, self.place)
            if sign == "@":
                raise _OpenEndError
            self.place = name.end() if name else self.place
            if name and self._sign() == "=":
                self.place += 1
                fields.setdefault(name[0].lower(), self._value())
            else:
                self._skip_field()
        self.place += 1
        return fields

    def _value(self) -> str:
        """Return parts joined by `#`; what can't be read ends at the next comma."""
        parts: list[str] = []
        length = 0
        while (sign := self._sign()) not in (",", self._end):
            start = self.place
            self._skip_part(sign)
            part = self._text[start : self.place]
            part = part[1:-1] if sign in '{"' else self._expanded(part)
            if length < _LONGEST_VALUE:
                parts.append(part[: _LONGEST_VALUE - length])
                length += len(part)
            if self._sign() != "#":
                break
            self.place += 1
        if self._is_at_field():
            # The comma was forgotten.
            return "".join(parts)
        self._skip_field()
        return "".join(parts)

    def _expanded(self, name: str) -> str:
        """Return the text of a macro, or a number; BibTeX takes an unknown macro for no text."""
        if name[0].isdigit():
            return name
        return self._macros.get(name.lower(), "")

    def _is_at_field(self) -> bool:
        return bool(_FIELD.match(self._text, self.place))

    def _skip_field(self) -> None:
        """Go to the comma or the end behind a field."""
        while (sign := self._sign()) not in (",", self._end):
            if self._is_at_line_with_command():
                raise _OpenEndError
            self._skip_part(sign)

    def _is_at_line_with_command(self) -> bool:
        line = self._text.rfind("\n", 0, self.place) + 1
        return (
            bool(_NEXT_COMMAND.match(self._text, line))
            and not self._text[line : self.place].strip()
        )

    def _sign(self) -> str:
        """Return the next character that is neither space nor comment."""
        space = _SPACE.match(self._text, self.place)
        self.place = space.end() if space else self.place
        if self.place >= len(self._text):
            raise _OpenEndError
        return self._text[self.place]

    def _skip_part(self, sign: str) -> None:
        """Go behind a text in braces or quotes, a name, or a single other character."""
        if sign in '{"':
            self.place = self._end_of_text(sign)
        elif name := _NAME.match(self._text, self.place):
            self.place = name.end()
        else:
            self.place += 1

    def _end_of_text(self, opening: str) -> int:
        """Return where a text in braces or quotes ends; quotes inside of braces do not end it."""
        depth = 0
        signs = _BRACES if opening == "{" else _BRACES_AND_QUOTES
        for sign in signs.finditer(self._text, self.place):
            if sign[0] == '"':
                if depth == 0 and sign.start() > self.place:
                    return sign.end()
                continue
            depth += 1 if sign[0] == "{" else -1
            if depth < 0:
                raise _OpenEndError
            if depth == 0 and opening == "{":
                return sign.end()
        raise _OpenEndError


def _short(macros: Mapping[str, str]) -> Mapping[str, str]:
    for name, value in macros.items():
        if len(value) > LONGEST_MACRO:
            raise MacroError(
                f"the @string macro {name[:40]!r} makes more than {LONGEST_MACRO:,} characters"
            )
    return macros
