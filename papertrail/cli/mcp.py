"""`papertrail mcp`."""

import click

from papertrail.cli.common import open_home
from papertrail.cli.output import note
from papertrail.core.pool import serving_pool
from papertrail.errors import PapertrailError
from papertrail.types.exit_code import ExitCode

_MISSING = "tools for assistants need more packages"
_INSTALL = "run: pip install 'papertrail[mcp]'"


@click.command("mcp")
@click.option("--write", is_flag=True, help="Let assistants mark, tag and note papers.")
@click.option("--http", is_flag=True, help="Answer by HTTP on this machine, not on stdio.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8766,
    show_default=True,
    help="The port, with --http; 0 takes a free one.",
)
def mcp_command(port: int, *, write: bool, http: bool) -> int:
    """Let assistants search and read your papers (Model Context Protocol).

    An assistant starts this command itself: name it in its settings as `papertrail mcp`. It can
    change nothing unless --write is given.
    """
    with open_home() as paper:
        # What can't be used is said now, not to an assistant.
        _ = paper.config
        home = paper.home
    # The model and the indexes are read while the libraries of the protocol are imported.
    with serving_pool(home) as pool:
        try:
            from papertrail.mcp.server import serve_on_port, serve_on_stdio
        except ModuleNotFoundError as error:
            raise PapertrailError(f"{_MISSING} ({error.name})", _INSTALL) from error
        if http:
            serve_on_port(pool, port, _tell, may_write=write)
        else:
            serve_on_stdio(pool, may_write=write)
    return ExitCode.DONE


def _tell(address: str) -> None:
    note(f"assistants reach papertrail at {address} (Ctrl-C ends it)")
