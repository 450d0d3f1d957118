"""Check whether other users can read, or replace, a config.toml that holds secrets."""

import stat
import tomllib
from pathlib import Path
from shlex import quote

from feeds.addresses import has_secret
from papertrail.config.loader import read
from papertrail.config.settings import Config

_OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
_OTHERS_ENTER = stat.S_IXGRP | stat.S_IXOTH
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_SECRET_KEYS = ("openreview_password", "reddit_token")


def exposure(path: Path, config: Config) -> str | None:
    """Return who can read the secrets in a config.toml, with the command against it, on one line.

    Args:
        path: config.toml, which may be a link: what counts is where it leads.
        config: what it says.

    Returns:
        None where it holds no secret, or is its owner's alone.

    Raises:
        ConfigError: the file can't be read.
    """
    target = path.resolve()
    try:
        mode, folder = target.stat().st_mode, target.parent.stat().st_mode
    except OSError:
        return None
    faults, commands = [], []
    if mode & _OTHERS_READ and folder & _OTHERS_ENTER:
        faults.append(f"other users can read the secrets in {target}")
        commands.append(f"chmod 600 {quote(str(target))}")
    # In a sticky folder, such as /tmp, nobody replaces another user's file.
    if folder & _OTHERS_WRITE and not folder & stat.S_ISVTX:
        faults.append(f"other users can replace {target}, which holds secrets")
        commands.append(f"chmod go-w {quote(str(target.parent))}")
    if not faults or not _holds_secrets(read(path), config):
        return None
    return f"{' and '.join(faults)}; run: {' && '.join(commands)}"


def _holds_secrets(text: str, config: Config) -> bool:
    """Return whether a configuration holds a password, a token, or an address with one."""
    # The address of a push service or a webhook is all that it takes to write there.
    if config.addresses or any(getattr(channel, "url", None) for channel in config.channels):
        return True
    content = tomllib.loads(text)
    # What the environment holds is not in the file.
    feeds, network = content.get("feeds", {}), content.get("network", {})
    return any(feeds.get(key) for key in _SECRET_KEYS) or has_secret(network.get("mirror", ""))
