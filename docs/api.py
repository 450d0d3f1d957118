"""Write the reference of the Python API, docs/api.md, from the docstrings.

    python docs/api.py            # print it
    python docs/api.py --write    # write docs/api.md

A method whose docstring names where it is described, as in "see `papertrail.core.update.update`",
has that description.
"""

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import papertrail
from papertrail.core.home_parts import HomeParts
from papertrail.core.parts import Part

PAGE = Path(__file__).with_name("api.md")
HEAD = """\
# Python API

[From Python](python.md) shows how it is used. `python docs/api.py --write` makes this page from the
docstrings.
"""
_SEE = re.compile(r"\s*;? see `(papertrail[\w.]+)`")
_SECTION = re.compile(r"(Args|Attributes|Raises|Returns):")
_STEP = 4
_ITEM = re.compile(r"(\*{0,2}\w+): (.+)")


def main() -> None:
    """Print or write the page."""
    page = "\n".join([HEAD, *_functions(), *_application(), *_types()]).rstrip() + "\n"
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8")
    else:
        print(page, end="")


def _functions() -> Iterator[str]:
    yield "## Opening a home\n"
    for name in ("open", "open_demo"):
        yield from _callable(f"papertrail.{name}", getattr(papertrail, name))


def _application() -> Iterator[str]:
    yield "## Papertrail\n"
    yield _described(papertrail.Papertrail) + "\n"
    yield from _methods("", papertrail.Papertrail)
    for name, part in vars(HomeParts).items():
        if isinstance(part, Part):
            kind: Any = part.load()
            yield f"## Papertrail.{name}\n"
            yield _described(kind) + "\n"
            yield from _methods(f"{name}.", kind)


def _methods(prefix: str, kind: type) -> Iterator[str]:
    for name, member in vars(kind).items():
        if not name.startswith("_") and inspect.isfunction(member):
            yield from _callable(prefix + name, member)


def _types() -> Iterator[str]:
    yield "## Types\n"
    known = {"open", "open_demo", "Papertrail"}
    for name in sorted(set(dir(papertrail)) - known, key=str.casefold):
        kind = getattr(papertrail, name)
        yield f"### {name}\n"
        if inspect.isclass(kind) and issubclass(kind, Enum):
            yield "One of " + ", ".join(f"`{each.name}`" for each in kind) + ".\n"
        elif is_dataclass(kind):
            listed = ", ".join(f"{field.name}: {_type(field.type)}" for field in fields(kind))
            yield f"`{name}({listed})`\n"
        yield _described(kind) + "\n"
        yield from _methods(f"{name}.", kind)


def _callable(name: str, member: Any) -> Iterator[str]:  # noqa: ANN401 - a function of any kind
    yield f"### {name}\n"
    yield f"`{name.rpartition('.')[2]}{_signature(member)}`\n"
    yield _described(member) + "\n"


def _signature(member: Any) -> str:  # noqa: ANN401 - a function of any kind
    signature = inspect.signature(member)
    kept = [
        each.replace(annotation=_shown(each.annotation))
        for each in signature.parameters.values()
        if each.name not in ("self", "resources")
    ]
    returned = _shown(signature.return_annotation)
    return str(signature.replace(parameters=kept, return_annotation=returned))


class _Plain:
    """An annotation that prints as it is written."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _shown(annotation: Any) -> Any:  # noqa: ANN401 - an annotation of any kind
    return annotation if annotation is inspect.Signature.empty else _Plain(_type(annotation))


def _type(annotation: Any) -> str:  # noqa: ANN401 - an annotation of any kind
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Za-z])", "", text).replace('"', "").replace("'", "")


def _described(item: Any) -> str:  # noqa: ANN401 - whatever has a docstring
    text = inspect.getdoc(item) or ""
    see = _SEE.search(text)
    if see and (target := _named(see[1])) is not None:
        text = text.replace(see[0], "", 1)
        own = text.strip().rstrip(".") + "."
        rest = (inspect.getdoc(target) or "").partition("\n")[2]
        text = own + "\n" + rest
    return _markdown(text)


def _named(path: str) -> Any:  # noqa: ANN401 - a function, a class or a module
    module, _, name = path.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return None
    return None if inspect.ismodule(found) else found


def _markdown(text: str) -> str:
    """Return a docstring as Markdown: its sections become lists."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        section = _SECTION.fullmatch(line.strip())
        item = _ITEM.fullmatch(line.strip())
        if section and not line.startswith(" "):
            inside = True
            lines += ["", f"*{section[1]}*", ""]
        elif inside and item and len(line) - len(line.lstrip()) == _STEP:
            if item[1] != "resources":
                lines.append(f"- `{item[1]}`: {item[2]}")
        elif inside and line.strip() and lines[-1].startswith(("- ", "  ")):
            lines.append(f"  {line.strip()}")
        else:
            inside = inside and bool(line.strip() or not lines)
            lines.append(line)
    shown = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    # The home is passed on by the methods.
    return re.sub(r"\n\n\*\w+\*$", "", shown)


if __name__ == "__main__":
    main()
