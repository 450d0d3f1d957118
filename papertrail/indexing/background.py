"""Index in the background while papers are still being fetched."""

import logging
import threading
from types import TracebackType
from typing import Self

from papertrail.config import Config
from papertrail.indexing.catch_up import CHUNK, catch_up
from papertrail.indexing.generations import Semantics, open_semantics
from papertrail.store import Store
from papertrail.workspace import Home

_log = logging.getLogger(__name__)
_PAUSE = 0.2
"""Seconds between two looks at what was stored meanwhile."""


class _StoppedError(Exception):
    """The caller has failed or was interrupted."""


class BackgroundIndexing:
    """Bring the index forward on a thread with a connection of its own, inside a `with` block.

    Only whole chunks are embedded; the rest is left to the caller, and so is an error: whoever goes
    on with the index meets it again. The queue is the database, so memory stays bounded. The caller
    must be the only process that writes to the index, and leave it alone inside the block.

    Attributes:
        semantics: what was opened, to go on with after the block; None if that failed.
        embedded: the number of texts that were embedded.
    """

    def __init__(self, home: Home, config: Config) -> None:
        self.semantics: Semantics | None = None
        self.embedded = 0
        self._home = home
        self._config = config
        self._ending = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="indexing")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # After an error nobody wants to wait for a chunk to be finished.
        self._stopped = kind is not None
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            with Store.open(self._home.database) as store:
                self.semantics = open_semantics(self._home, self._config)
                while not self._ending.wait(_PAUSE):
                    self.embedded += catch_up(store, self.semantics, self._go_on, self._leave)
        except _StoppedError:
            pass
        except Exception as error:  # noqa: BLE001 - the caller meets it when it goes on
            _log.info("background indexing ended early: %s", error)
            self.semantics = None

    def _leave(self, waiting: int) -> bool:
        return waiting < CHUNK or self._ending.is_set()

    def _go_on(self, _: int) -> None:
        if self._stopped:
            raise _StoppedError
