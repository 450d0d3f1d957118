"""Values of config.toml. Each reader returns what it read or raises ValueError, saying what it
expects.
"""

from urllib.parse import urlsplit


def words(value: object) -> str:
    """Read a text that says something."""
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
    if (
        not isinstance(given, list)
        or not given
        or not all(isinstance(one, str) and one.strip() for one in given)
    ):
        raise ValueError("one description in words or a list of them")
    return tuple(one.strip() for one in given)


def phrases(value: object) -> tuple[str, ...]:
    """Read one text or a list of them, which may be empty."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(
        isinstance(text, str) and text.strip() for text in given
    ):
        raise ValueError("a text or a list of texts")
    return tuple(dict.fromkeys(" ".join(text.split()) for text in given))


def paper_ids(value: object) -> tuple[str, ...]:
    """Read ids of papers, in whatever form users write them."""
    from feeds.paper import parse_identifier

    ids = []
    for text in phrases(value):
        identifier = parse_identifier(text)
        if not identifier:
            raise ValueError(
                f'ids such as "arxiv:1703.03400" or "doi:10.1000/182", and {text!r} is none'
            )
        ids.append(":".join(identifier))
    return tuple(dict.fromkeys(ids))


def whole(value: object) -> int:
    """Read a positive whole number."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("a whole number of at least 1")
    return value


def seconds(value: object) -> float:
    """Read a length of time."""
    if (
        not isinstance(value, int | float)
        or isinstance(value, bool)
        or not 0 <= value < float("inf")
    ):
        raise ValueError("a number of seconds")
    return float(value)


def fraction(value: object) -> float:
    """Read a number from 0 to 1."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError("a number from 0 to 1")
    return float(value)


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
