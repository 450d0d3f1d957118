"""Take a port to serve on, so that a failure is known before anything begins."""

import socket

from papertrail.errors import UsageError


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one.

    Raises:
        UsageError: the port is in use or can't be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host.strip("[]"), port))
        opened.listen(128)
    except (OSError, OverflowError) as error:
        opened.close()
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"can't listen on {host} port {port} ({reason}); another papertrail "
            "may serve there: --port 0 takes a free one"
        ) from error
    return opened
