"""`papertrail init`."""

import click

from papertrail.cli.common import tell
from papertrail.errors import PapertrailError
from papertrail.workspace import Home


@click.command("init")
def init_command() -> None:
    """Write a configuration with starter topics and feeds.

    An existing configuration is left as it is.
    """
    from papertrail.config import load, starter
    from papertrail.store import Store

    home = Home.from_environment()
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        if home.config_file.exists():
            load(home.config_file)
            tell(f"{home.config_file} is there already and in order")
        else:
            home.config_file.write_text(starter(), encoding="utf-8")
            click.echo(f"wrote {home.config_file}")
    except OSError as error:
        raise PapertrailError(
            f"can't write to {home.root} ({error.strerror})",
            "make it writable, or name another folder in PAPERTRAIL_HOME",
        ) from error
    Store.open(home.database, create=True).close()
    tell("next: papertrail update")
