"""`papertrail serve`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from papertrail.cli.common import open_home
from papertrail.cli.output import note
from papertrail.errors import PapertrailError
from papertrail.types.exit_code import ExitCode

if TYPE_CHECKING:
    from papertrail.core.application import Papertrail
    from papertrail.web.server import PageServer

_MISSING = "the page in the browser needs more packages"
_INSTALL = "run: pip install 'papertrail[web]'"


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="The port; 0 takes a free one.",
)
@click.option("--open", "in_browser", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Encrypt with this TLS certificate (PEM).",
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The key of the certificate, where it is in a file of its own.",
)
@click.option(
    "--public-name",
    "names",
    multiple=True,
    metavar="NAME[:PORT]",
    help="A name under which browsers reach the page; can be repeated.",
)
@click.option("--proxied", is_flag=True, help="A proxy on this machine adds TLS.")
@click.option("--set-password", is_flag=True, help="Ask for a password to protect the page; end.")
def serve_command(
    host: str,
    port: int,
    certificate: Path | None,
    key: Path | None,
    names: tuple[str, ...],
    *,
    in_browser: bool,
    proxied: bool,
    set_password: bool,
) -> int:
    """Show papertrail in the browser: digests, search, papers, triage.

    Only this machine can reach the page, unless --host says otherwise; then TLS and a password are
    needed. Ctrl-C ends it.
    """
    with open_home() as paper:
        if set_password:
            _set_password(paper.home.web_secrets)
            return ExitCode.DONE
        server = page_server(
            paper,
            host=host,
            port=port,
            certificate=certificate,
            key=key,
            public=names,
            proxied=proxied,
        )

        def begin() -> None:
            note(f"papertrail is at {server.address} (Ctrl-C ends it)")
            if in_browser:
                import webbrowser

                webbrowser.open(server.address)

        server.run(begin)
    return ExitCode.DONE


def page_server(paper: "Papertrail", **settings: Any) -> "PageServer":  # noqa: ANN401 - as ServeSettings
    """Return the page of a home, its port taken.

    Raises:
        PapertrailError: the extra is not installed, or the home or the settings can't be used.
    """
    try:
        from papertrail.web import secret
        from papertrail.web.server import PageServer
        from papertrail.web.settings import ServeSettings
    except ModuleNotFoundError as error:
        raise PapertrailError(f"{_MISSING} ({error.name})", _INSTALL) from error
    # What can't be used is said now, not on a page.
    _ = paper.config
    password = secret.load(paper.home.web_secrets).password
    return PageServer(paper.home, ServeSettings(password=password, **settings))


def _set_password(file: Path) -> None:
    """Ask for a password twice and keep its hash; an empty one removes it."""
    from papertrail.web import secret

    password = click.prompt(
        "Password (empty for none)", hide_input=True, confirmation_prompt=True, default=""
    )
    secret.set_password(file, password)
    note("the password is set" if password else "the page has no password now")
