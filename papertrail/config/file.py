"""Finding and reading config.toml."""

import re
import tomllib
from pathlib import Path

from papertrail.config.sections import config
from papertrail.config.settings import Config
from papertrail.config.tables import Document
from papertrail.errors import ConfigError

BYTE_ORDER_MARK = "\ufeff"


def starter() -> str:
    """Return the text of a new config.toml."""
    from importlib.resources import files

    return (files("papertrail") / "starter_config.toml").read_text(encoding="utf-8")


def load(path: Path) -> Config:
    """Read a configuration file.

    Raises:
        ConfigError: there is none, or a line of it can't be used.
    """
    return parse(read(path), path)


def read(path: Path) -> str:
    """Return the text of a configuration file, without a byte order mark, each line ended by a line
    feed.

    Raises:
        ConfigError: there is none, or it can't be read.
    """
    return plain(read_exactly(path))


def plain(text: str) -> str:
    """Return a text without the byte order mark and the line ends that editors on some systems
    write.
    """
    return re.sub("\r\n?", "\n", text.removeprefix(BYTE_ORDER_MARK))


def read_exactly(path: Path) -> str:
    """Return the text of a configuration file as it was written; raises as `read` does."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise ConfigError(f"there is no configuration at {path}", "run: papertrail init") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"can't read {path} ({reason})", "make it a readable UTF-8 text file"
        ) from error


def parse(text: str, path: Path) -> Config:
    """Read the text of a configuration file; `path` is named in errors.

    Raises:
        ConfigError: a line of it can't be used.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{path}:{line[1] if line else text.count(chr(10)) + 1}"
        raise ConfigError(
            f"{where}: not valid TOML: {str(error).partition(' (at')[0]}", "correct that line"
        ) from error
    return config(Document(content, text, path))
