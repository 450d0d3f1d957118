"""An HTTP server for tests, on loopback."""

import sys
import threading
from http.server import ThreadingHTTPServer
from typing import Any


class LoopbackServer(ThreadingHTTPServer):
    """Serves each request on a thread of its own, and ignores clients that disconnect."""

    daemon_threads = True

    def start(self) -> None:
        """Serve on a thread until `stop`."""
        serving = {"poll_interval": 0.01}
        threading.Thread(target=self.serve_forever, kwargs=serving, daemon=True).start()

    def stop(self) -> None:
        """Serve no more, and free the port."""
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the signature is the parent's
        """Report what went wrong in a request, unless the client left."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
