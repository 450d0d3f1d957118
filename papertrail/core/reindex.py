"""Build the indexes anew."""

import contextlib
import shutil

from papertrail.core.indexing import index_all
from papertrail.core.map_file import FOLDER as MAPS
from papertrail.core.resources import Resources
from papertrail.types.update import ReindexResult
from papertrail.workspace import Home


def reindex(resources: Resources) -> ReindexResult:
    """Build the keyword index and the vectors of the configured model from the stored papers.

    Vectors of texts that have not changed are copied from the old index, if it can be read.

    Raises:
        BusyError: another process is updating.
        IndexingError: the vectors can't be written, or the model can't be had.
    """
    from papertrail.locks import updating

    store = resources.store
    with updating(resources.home, "papertrail reindex"):
        set_index_aside(resources.home)
        indexed = index_all(resources)
        papers = store.works.count()
    return ReindexResult(papers, indexed.embedded, indexed.complete)


def set_index_aside(home: Home) -> None:
    """Move the index out of the way; one that was moved by an interrupted rebuild stays.

    Raises:
        OSError: the home is not writable.
    """
    if home.earlier_index.exists():
        shutil.rmtree(home.index, ignore_errors=True)
    elif home.index.exists():
        home.index.rename(home.earlier_index)
    with contextlib.suppress(OSError):
        # Vectors of the same texts are the same, so papers keep their places.
        shutil.copytree(home.earlier_index / MAPS, home.index / MAPS, dirs_exist_ok=True)
