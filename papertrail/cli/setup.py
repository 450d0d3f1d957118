"""`papertrail init`."""

import click

from papertrail import user_files
from papertrail.cli.common import load_config, tell
from papertrail.errors import PapertrailError
from papertrail.workspace import Home


@click.command("init")
def init_command() -> None:
    """Write a configuration with starter topics and feeds.

    An existing configuration is left as it is.
    """
    from papertrail.config import starter
    from papertrail.store import Store

    home = Home.from_environment()
    try:
        home.make()
        if home.config_file.exists():
            load_config(home)
            tell(f"{home.config_file} is there already and in order")
        else:
            user_files.write(home.config_file, starter().encode(), mode=0o600)
            click.echo(f"wrote {home.config_file}")
    except OSError as error:
        raise PapertrailError(
            f"can't write to {error.filename or home.root} ({error.strerror})",
            "make it writable, or name another folder in PAPERTRAIL_HOME",
        ) from error
    Store.open(home.database, create=True).close()
    tell("next: papertrail update")
