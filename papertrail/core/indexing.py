"""Bring the indexes up to date with the database."""

import shutil
from typing import TYPE_CHECKING

from papertrail.core.resources import Resources
from papertrail.types.update import IndexingResult

if TYPE_CHECKING:
    from papertrail.indexing.generations import Semantics


def index_all(resources: Resources, semantics: "Semantics | None" = None) -> IndexingResult:
    """Bring every index up to date: the one that answers, then that of the configured model.

    The configured model answers once its vectors are complete; all others are removed then.

    Args:
        resources: the home; no other process may write to its indexes.
        semantics: the model that answers and its vectors, if they are open already.

    Raises:
        IndexingError: the vectors can't be written, or the model can't be had.
    """
    from papertrail.indexing.generations import answer_with, open_next, remove_others

    home, config = resources.home, resources.config
    # First, since it needs no model.
    complete = index_keywords(resources)
    answering = semantics or resources.semantics()
    embedded = index_vectors(resources, answering)
    following = open_next(home, config)
    if following:
        embedded += index_vectors(resources, following)
        answer_with(home, config, following)
        answering = following
    # Also those of a model that was configured for a while and never complete.
    for folder in remove_others(home, answering):
        resources.progress.note(
            f"{answering.encoder.model.name} answers from now on; "
            f"the vectors in {folder} were removed"
        )
    shutil.rmtree(home.earlier_index, ignore_errors=True)
    return IndexingResult(embedded, complete)


def index_keywords(resources: Resources) -> bool:
    """Bring the keyword index up to date; return False, with a note, if that fails.

    The vectors do not depend on it.
    """
    from index.errors import IndexingError
    from papertrail.indexing.keywords import catch_up_keywords

    try:
        catch_up_keywords(resources.store, resources.keywords())
    except (IndexingError, OSError) as error:
        resources.progress.note(f"the words are not indexed: {error}")
        return False
    return True


def index_vectors(resources: Resources, semantics: "Semantics") -> int:
    """Bring a model's vectors up to date; return how many texts were embedded."""
    from papertrail.indexing.catch_up import catch_up, pending
    from papertrail.indexing.generations import earlier_vectors
    from papertrail.render.phrases import plural

    waiting = pending(resources.store, semantics)
    if not waiting:
        return 0
    model = semantics.encoder
    resources.progress.note(
        f"indexing {plural(waiting, 'paper')} with {model.model.name} ({model.engine})"
    )
    earlier = earlier_vectors(resources.home, semantics)
    with resources.progress.track(waiting, "papers") as advance:
        return catch_up(resources.store, semantics, advance, earlier=earlier)
