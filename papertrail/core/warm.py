"""Keep the model and the indexes of a home open, for processes that answer many requests."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from index.embedding.encoder import Encoder
    from index.keywords.index import KeywordIndex
    from papertrail.config import Config
    from papertrail.indexing.corpus import Corpus
    from papertrail.indexing.generations import Semantics
    from papertrail.workspace import Home

LOOK = 1.0
"""Seconds after which it is checked whether another process has changed an index."""
PATIENCE = 5.0
"""Seconds after which an answer waits for an index that has changed, instead of using the earlier
state."""

T = TypeVar("T")
Stamp = tuple[object, ...]


@dataclass(slots=True)
class _Kept(Generic[T]):
    """Something open, with the state of the files that it was opened from."""

    value: T
    stamp: Stamp
    looked: float


class WarmIndexes:
    """The model and the indexes of one home, opened once and shared by threads.

    An index that another process has changed is opened again, in the background while questions
    come one after the other; the model stays loaded unless another one answers.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._semantics: dict[str, _Kept[Semantics]] = {}
        self._keywords: dict[str, _Kept[KeywordIndex]] = {}
        self._encoders: dict[tuple[str, str, str], Encoder] = {}

    def semantics(self, home: "Home", config: "Config", corpus: "Corpus") -> "Semantics":
        """Return the model that answers and its vectors.

        Raises:
            IndexingError: the model can't be had, or its vectors are damaged.
        """
        from papertrail.indexing.generations import open_semantics

        def stamp() -> Stamp:
            folder = home.index / corpus.folder
            states = sorted(folder.glob("*/state.json"))
            files = map(file_stamp, (folder / "answering.json", *states))
            return (config.model, config.device, config.precision, *files)

        def opened() -> "Semantics":
            found = open_semantics(home, config, corpus)
            return self._with_known_encoder(found, config.device, config.precision)

        return self._current(self._semantics, corpus.folder, stamp, opened)

    def keywords(self, home: "Home", corpus: "Corpus") -> "KeywordIndex":
        """Return the keyword index.

        Raises:
            IndexingError: it is damaged.
        """
        from papertrail.indexing.keywords import open_keywords

        meta = home.index / corpus.folder / "keywords" / "meta.json"
        return self._current(
            self._keywords,
            corpus.folder,
            lambda: (file_stamp(meta),),
            lambda: open_keywords(home, corpus),
        )

    def _current(
        self,
        kept: "dict[str, _Kept[T]]",
        name: str,
        stamp: Callable[[], Stamp],
        opened: Callable[[], T],
    ) -> T:
        known, now = kept.get(name), time.monotonic()
        if known and now - known.looked < LOOK:
            return known.value
        if known is None or now - known.looked > PATIENCE:
            with self._lock:
                return self._opened(kept, name, stamp, opened).value
        # Opening takes long enough to be noticed: whoever asks meanwhile gets the earlier state.
        if self._lock.acquire(blocking=False):
            known.looked = now
            again = (kept, name, stamp, opened)
            threading.Thread(target=self._open_again, args=again, daemon=True).start()
        return known.value

    def _open_again(
        self,
        kept: "dict[str, _Kept[T]]",
        name: str,
        stamp: Callable[[], Stamp],
        opened: Callable[[], T],
    ) -> None:
        """Open an index that has changed; the caller has taken the lock, which this releases."""
        try:
            self._opened(kept, name, stamp, opened)
        except Exception:  # noqa: BLE001 - the next to ask gets the error
            kept.pop(name, None)
        finally:
            self._lock.release()

    def _opened(
        self,
        kept: "dict[str, _Kept[T]]",
        name: str,
        stamp: Callable[[], Stamp],
        opened: Callable[[], T],
    ) -> "_Kept[T]":
        known = kept.get(name)
        # Read before the files are opened: what changes in between is seen at the next look.
        found = stamp()
        if known is None or known.stamp != found:
            known = kept[name] = _Kept(opened(), found, time.monotonic())
        known.looked = time.monotonic()
        return known

    def _with_known_encoder(
        self, semantics: "Semantics", device: str, precision: str
    ) -> "Semantics":
        name = (semantics.encoder.model.fingerprint, device, precision)
        encoder = self._encoders.get(name)
        if encoder is None:
            encoder = semantics.encoder
            # One text and some texts are compiled apart; both are needed to answer a search.
            encoder.encode(["a paper"])
            encoder.encode(["a paper", "another one"])
            self._encoders[name] = encoder
        return replace(semantics, encoder=encoder)


def file_stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is written or replaced; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - half the time of Path.stat
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
