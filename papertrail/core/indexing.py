"""Bring the indexes up to date with the database."""

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from papertrail.core.resources import Resources
from papertrail.types.update import IndexingResult

if TYPE_CHECKING:
    from papertrail.indexing.corpus import Corpus
    from papertrail.indexing.generations import Semantics


def index_all(resources: Resources, semantics: "Semantics | None" = None) -> IndexingResult:
    """Bring every index up to date: those that answer, then those of the configured model.

    The configured model answers once its vectors are complete; all others are removed then.

    Args:
        resources: the home; no other process may write to its indexes.
        semantics: the model that answers and its vectors of papers, if they are open already.

    Raises:
        IndexingError: the vectors can't be written, or the model can't be had.
    """
    from papertrail.indexing.corpus import ABSTRACTS

    # First, since it needs no model.
    complete = index_keywords(resources)
    answering, embedded = _bring_forward(resources, ABSTRACTS, semantics)
    passages = index_passages(resources, answering)
    shutil.rmtree(resources.home.earlier_index, ignore_errors=True)
    return IndexingResult(embedded, complete and passages.complete)


def index_passages(resources: Resources, semantics: "Semantics | None" = None) -> IndexingResult:
    """Bring the indexes of full texts and notes up to date; return how many passages were embedded.

    Args:
        resources: the home; no other process may write to its indexes.
        semantics: of papers, whose model is used again where it is the same.

    Raises:
        IndexingError: the vectors can't be written, or the model can't be had.
    """
    from papertrail.indexing.corpus import PASSAGES

    _cut_notes(resources)
    if not resources.store.passages.last_change():
        return IndexingResult(0, complete=True)
    complete = index_keywords(resources, PASSAGES)
    answering = resources.semantics(PASSAGES)
    if semantics and semantics.encoder.model == answering.encoder.model:
        answering = replace(answering, encoder=semantics.encoder)
    _, embedded = _bring_forward(resources, PASSAGES, answering)
    return IndexingResult(embedded, complete)


def _cut_notes(resources: Resources) -> None:
    """Make the passages of notes those of the notes as they are now."""
    from papertrail.documents.notes import cut_note

    outdated = resources.store.passages.outdated_notes(cut_note)
    if outdated:
        with resources.store.transaction() as tx:
            tx.passages.replace_notes(outdated)


def index_keywords(resources: Resources, corpus: "Corpus | None" = None) -> bool:
    """Bring a keyword index up to date; return False, with a note, if that fails.

    The vectors do not depend on it.
    """
    from index.errors import IndexingError
    from papertrail.indexing.corpus import ABSTRACTS
    from papertrail.indexing.keywords import catch_up_keywords

    corpus = corpus or ABSTRACTS
    try:
        catch_up_keywords(resources.store, resources.keywords(corpus), corpus=corpus)
    except (IndexingError, OSError) as error:
        resources.progress.note(f"the words of {corpus.unit}s are not indexed: {error}")
        return False
    return True


def _bring_forward(
    resources: Resources, corpus: "Corpus", semantics: "Semantics | None" = None
) -> "tuple[Semantics, int]":
    """Bring the vectors that answer up to date, then those of the configured model.

    Returns:
        The model that answers from now on, with its vectors; and how many texts were embedded.
    """
    from papertrail.indexing.generations import answer_with, open_next, remove_others

    home, config = resources.home, resources.config
    answering = semantics or resources.semantics(corpus)
    embedded = index_vectors(resources, answering, corpus)
    following = open_next(home, config, corpus)
    if following:
        embedded += index_vectors(resources, following, corpus)
        answer_with(home, config, following, corpus)
        answering = following
    # Also those of a model that was configured for a while and never complete.
    for folder in remove_others(home, answering, corpus):
        resources.progress.note(
            f"{answering.encoder.model.name} answers from now on; "
            f"the vectors in {folder} were removed"
        )
    return answering, embedded


def index_vectors(
    resources: Resources, semantics: "Semantics", corpus: "Corpus | None" = None
) -> int:
    """Bring a model's vectors up to date; return how many texts were embedded."""
    from papertrail.indexing.catch_up import catch_up, pending
    from papertrail.indexing.corpus import ABSTRACTS
    from papertrail.indexing.generations import earlier_vectors
    from papertrail.render.phrases import plural

    corpus = corpus or ABSTRACTS
    waiting = pending(resources.store, semantics, corpus)
    if not waiting:
        return 0
    model = semantics.encoder
    resources.progress.note(
        f"indexing {plural(waiting, corpus.unit)} with {model.model.name} ({model.engine})"
    )
    earlier = earlier_vectors(resources.home, semantics, corpus)
    with resources.progress.track(waiting, f"{corpus.unit}s") as advance:
        return catch_up(resources.store, semantics, advance, earlier=earlier, corpus=corpus)
