"""An HTTP server for tests, on loopback."""

import sys
from http.server import ThreadingHTTPServer
from typing import Any


class LoopbackServer(ThreadingHTTPServer):
    """Serves each request on a thread of its own, and ignores clients that disconnect."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the signature is the parent's
        """Report what went wrong in a request, unless the client left."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
