"""Read single values: convert a TOML value, or raise ValueError with what is expected."""

import string
from datetime import time
from ipaddress import ip_address
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from papertrail.types.bibliography_entry import KEY_FIELDS
from papertrail.types.timetable import times, weekdays

FILE_FORMATS = {".md": "md", ".html": "html", ".txt": "text", ".json": "json", ".xml": "atom"}
"""The format of a file, by its ending."""
_MOST = 1_000_000
"""The largest number of anything: days far beyond any paper's, seconds of a week and a half."""
_SHORTEST = 0.01


def words(value: object) -> str:
    """Read a text with at least one visible character."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text")
    return value.strip()


def text(value: object) -> str:
    """Read a text, which may be empty; spaces at its ends count."""
    if not isinstance(value, str):
        raise ValueError("a text")  # noqa: TRY004 - what readers raise
    return value


def texts(value: object) -> tuple[str, ...]:
    """Read one description or a list of them."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not given or not all(map(_is_filled, given)):
        raise ValueError("one description in words or a list of them")
    return tuple(one.strip() for one in given)


def phrases(value: object) -> tuple[str, ...]:
    """Read one text or a list of them, which may be empty."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(map(_is_filled, given)):
        raise ValueError("a text or a list of texts")
    return tuple(dict.fromkeys(" ".join(text.split()) for text in given))


def paper_ids(value: object) -> tuple[str, ...]:
    """Read ids of papers, in any form that users write."""
    from feeds.identifiers import parse_identifier

    ids = []
    for text in phrases(value):
        identifier = parse_identifier(text)
        if not identifier:
            expected = 'ids such as "arxiv:1703.03400" or "doi:10.1000/182"'
            raise ValueError(f"{expected}, and {text!r} is none")
        ids.append(":".join(identifier))
    return tuple(dict.fromkeys(ids))


def key_template(value: object) -> str:
    """Read a template of citation keys: text with fields in braces."""
    known = ", ".join(f"{{{name}}}" for name in KEY_FIELDS)
    expected = f"a text with some of {known}"
    if not isinstance(value, str):
        raise ValueError(expected)  # noqa: TRY004 - what readers raise
    try:
        parts = list(string.Formatter().parse(value))
    except ValueError as error:
        raise ValueError(expected) from error
    names = [name for _, name, _, _ in parts if name is not None]
    has_more = any(form or conversion for _, _, form, conversion in parts)
    if not names or has_more or not set(names) <= set(KEY_FIELDS):
        raise ValueError(expected)
    return value


def whole(value: object) -> int:
    """Read a positive whole number."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("a whole number of at least 1")
    if value > _MOST:
        raise ValueError(f"a whole number up to {_MOST:,}")
    return value


def count(value: object) -> int:
    """Read a whole number that may be zero."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("a whole number of at least 0")
    return value


def seconds(value: object) -> float:
    """Read a length of time."""
    if not _is_number(value) or not 0 <= value <= _MOST:  # type: ignore[operator]
        raise ValueError(f"a number of seconds, at most {_MOST:,}")
    return float(value)  # type: ignore[arg-type]


def duration(value: object) -> float:
    """Read a length of time in which something has to happen."""
    if not _is_number(value) or not _SHORTEST <= value <= _MOST:  # type: ignore[operator]
        raise ValueError(f"a number of seconds from {_SHORTEST} to {_MOST:,}")
    return float(value)  # type: ignore[arg-type]


def fraction(value: object) -> float:
    """Read a number from 0 to 1."""
    if not _is_number(value) or not 0 <= value <= 1:  # type: ignore[operator]
        raise ValueError("a number from 0 to 1")
    return float(value)  # type: ignore[arg-type]


def address(value: object) -> str:
    """Read a web address."""
    if not isinstance(value, str) or urlsplit(value).scheme not in ("http", "https"):
        raise ValueError("an http or https address")
    return value


def switch(value: object) -> bool:
    """Read true or false."""
    if value is not True and value is not False:
        raise ValueError("true or false")
    return value


def one_of(known: tuple[str, ...], value: object) -> str:
    """Read one of some words."""
    if value not in known:
        raise ValueError(f"one of {', '.join(known)}")
    return str(value)


def feed_names(value: object) -> tuple[str, ...]:
    """Read names of feeds; whether there are such feeds, the loader looks up."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError('a list of names such as ["arxiv:cs.LG", "neurips"]')
    return tuple(value)


def run_times(value: object) -> tuple[time, ...]:
    """Read times of day: one text, or a list of them."""
    return times(",".join(texts(value)) if isinstance(value, str | list) else "")


def run_days(value: object) -> tuple[int, ...]:
    """Read days of the week."""
    return weekdays(value if isinstance(value, str) else "none")


def path(value: object) -> Path:
    """Read a full path, or one below the user's folder."""
    found = Path(words(value)).expanduser()
    if not found.is_absolute():
        raise ValueError("a full path, or one that begins with ~")
    return found


def file_name(value: object) -> str:
    """Read a file name inside a folder, with an ending in `FILE_FORMATS`."""
    name = words(value)
    parts = PurePosixPath(name)
    is_outside = parts.is_absolute() or ".." in parts.parts
    if is_outside or not name.isprintable() or parts.suffix not in FILE_FORMATS:
        endings = ", ".join(FILE_FORMATS)
        raise ValueError(f'a name inside the folder that ends in {endings}, such as "%Y/%m-%d.md"')
    return name


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
