"""Fill the templates of pages: papertrail's own, or the user's in HOME/templates instead."""

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from papertrail.errors import PapertrailError
from papertrail.render.escaping import link, markdown, printable
from papertrail.render.maths import with_maths


def fill(name: str, context: Mapping[str, Any], own: Path | None) -> str:
    """Fill a template.

    Whatever a template prints is escaped for what it makes: Markdown in `*.md`, else HTML or XML.

    Args:
        name: such as `digest.html`.
        context: its variables, texts as they came.
        own: the reader's folder of templates, which come first; None for those that come along
            only.

    Raises:
        PapertrailError: the reader's template can't be read or filled; the error names its line.
    """
    environment = _environment(name, own)
    try:
        return environment.get_template(name).render(context)
    except Exception as error:
        if own is None or not (own / name).is_file():
            raise
        raise PapertrailError(
            f"{_place(own / name, error)}: {_reason(error)}",
            "correct that line, or remove the file for the usual page",
        ) from error


def _environment(name: str, own: Path | None) -> ImmutableSandboxedEnvironment:
    is_markdown = name.endswith(".md")
    usual = PackageLoader("papertrail.render")
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(own), usual]) if own else usual,
        autoescape=not is_markdown,
        finalize=_finally(markdown if is_markdown else printable),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= (
        {"link": link, "linked": _linked} if is_markdown else {"link": link, "maths": with_maths}
    )
    return environment


def _finally(clean: Callable[[str], str]) -> Callable[[object], object]:
    """Return what is done to each value before it is printed."""

    def clean_text(value: object) -> object:
        if isinstance(value, Markup):
            return value
        return clean(str(value))

    return clean_text


def _linked(paper: Mapping[str, Any]) -> Markup:
    """Return a paper's title in Markdown, as a link if it has an address."""
    title = markdown(paper["title"])
    return Markup(f"[{title}](<{paper['url']}>)" if paper["url"] else title)  # noqa: S704 - escaped for Markdown


def _place(path: Path, error: Exception) -> str:
    """Return the template and line in which an error arose."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or path}:{error.lineno}"
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == str(path)
    ]
    if lines:
        return f"{path}:{lines[-1]}"
    return str(path)


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name}"
    text = error.message if isinstance(error, TemplateError) else str(error)
    return printable(text or type(error).__name__, 200)
