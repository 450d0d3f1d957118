"""Show a map as one HTML page that needs nothing from elsewhere, or as data for our page."""

import base64
import hashlib
import json
from datetime import date
from functools import cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any

from papertrail.render.escaping import link, printable
from papertrail.types.map import PaperMap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST = 65535
_LONGEST = 300
_ARXIV = "https://arxiv.org/abs/"
_BODY = """\
<div class="map-tools">
<label>Find in titles <input type="search" autocomplete="off" spellcheck="false"></label>
<label>Colour by <select><option value="">nothing</option></select></label>
<button type="button" class="map-in" aria-label="Zoom in">+</button>
<button type="button" class="map-out" aria-label="Zoom out">−</button>
<button type="button" class="map-all">Whole map</button>
</div>
<div class="map-stage"><canvas tabindex="0" role="application" aria-label="A map of papers. \
Arrow keys move it, plus and minus zoom; finding in titles lists papers as links."></canvas>
<div class="map-tip" hidden></div></div>
<div class="map-legend"></div>
<p class="map-status" role="status" aria-live="polite"></p>
<ol class="map-found"></ol>
"""  # noqa: RUF001 - a minus sign
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
script-src '{script_hash}'; style-src '{style_hash}'; base-uri 'none'; form-action 'none'">
<title>{title} · papertrail</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
<p>{about}</p>
<div class="map">
{body}</div>
<script type="application/json" id="map-data">{data}</script>
<script>{script}</script>
</body>
</html>
"""
_ALONE = """\
body { margin: 0 auto; max-width: 80rem; padding: 1rem; font-family: system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.375rem; }
body > p { margin: 0.25rem 0; font-size: 0.875rem; opacity: 0.75; }
"""


@cache
def asset(name: str) -> str:
    """Return the script or the style of maps: map.js or map.css."""
    return resources.files("papertrail.render").joinpath("scripts", name).read_text("utf-8")


def tools() -> str:
    """Return the HTML inside of a map's element, without data."""
    return _BODY


def page(found: PaperMap) -> str:
    """Return the page."""
    script, style = asset("map.js"), _ALONE + asset("map.css")
    return _PAGE.format(
        title=escape(printable(found.title, _LONGEST)),
        about=escape(about(found)),
        body=_BODY,
        data=embeddable(json.dumps(data(found), ensure_ascii=False, separators=(",", ":"))),
        script=script,
        style=style,
        script_hash=_hash(script),
        style_hash=_hash(style),
    )


def about(found: PaperMap) -> str:
    """Describe a map in a sentence."""
    later = f", {found.added:,} were placed later" if found.added else ""
    return (
        f"{len(found.ids):,} papers; near ones are alike in meaning. The map was fitted to"
        f" {found.fitted:,} papers{later}."
    )


def embeddable(text: str) -> str:
    """Return JSON that can stand in a script element: nothing in it can end the element."""
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def data(found: PaperMap, pages: str = "") -> dict[str, Any]:
    """Return what the script draws: numbers as base64 of little-endian bytes, texts as lists.

    Args:
        found: the map.
        pages: the beginning of the addresses of papers, for our own page; else the papers' own.
    """
    import numpy as np

    places = np.round(found.places * _MOST).astype("<u2")
    return {
        "x": _packed(places[:, 0]),
        "y": _packed(places[:, 1]),
        "days": _packed(_since_1970(found.days)),
        "ids": [printable(each, _LONGEST) for each in found.ids],
        "titles": [printable(each, _LONGEST) for each in found.titles],
        "urls": [] if pages else list(map(_address, found.ids, found.urls)),
        "page": pages,
        "groups": [
            {
                "name": each.name,
                "labels": [printable(label, _LONGEST) for label in each.labels],
                "of": _packed(each.of),
            }
            for each in found.groupings
        ],
        "regions": [
            {
                "x": round(each.x, 4),
                "y": round(each.y, 4),
                "level": each.level,
                "terms": [printable(term, _LONGEST) for term in each.terms],
            }
            for each in found.regions
        ],
        "cells": len(found.density),
        "density": _packed(found.density),
    }


def listed(found: PaperMap) -> dict[str, Any]:
    """Return a map for other programs: papers with their places, and regions."""
    papers = zip(found.ids, found.titles, found.places.tolist(), strict=True)
    return {
        "papers": [
            {"id": name, "title": title, "x": round(x, 5), "y": round(y, 5)}
            for name, title, (x, y) in papers
        ],
        "regions": [
            {"x": each.x, "y": each.y, "level": each.level, "papers": each.papers}
            | {"terms": list(each.terms)}
            for each in found.regions
        ],
        "fitted": found.fitted,
        "added": found.added,
        "remarks": list(found.remarks),
    }


def _address(name: str, url: str) -> str:
    """Return the address of a paper; empty where the script can make it of its id."""
    if name.startswith("arxiv:") and url == _ARXIV + name.removeprefix("arxiv:"):
        return ""
    return link(url)


def _since_1970(days: "NDArray[np.int32]") -> "NDArray[np.uint16]":
    """Return days such as 20260617 as days since 1970, uint16 [n]; 0 where none is known."""
    import numpy as np

    values, places = np.unique(days, return_inverse=True)
    numbers = [_number(int(value)) for value in values]
    return np.array(numbers, dtype="<u2")[places]


def _number(day: int) -> int:
    try:
        found = date(day // 10_000, day // 100 % 100, day % 100) - date(1970, 1, 1)
    except ValueError:
        return 0
    return max(0, min(found.days, _MOST))


def _packed(values: "NDArray[Any]") -> str:
    return base64.b64encode(values.tobytes()).decode()


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
