import numpy as np
import pytest

from papertrail.config import load
from papertrail.indexing.generations import Semantics, open_semantics
from papertrail.search.sentences import best_sentences
from papertrail.workspace import Home

ABSTRACT = (
    "Graphs are everywhere. We study message passing on graphs of molecules. "
    "Nothing else is known of it."
    " The weather was fine on that day. Our code is public. We thank the reviewers for their help."
)


@pytest.fixture
def semantics(home: Home) -> Semantics:
    return open_semantics(home, load(home.config_file))


QUERY = "message passing on molecular graphs"


def test_with_words_the_sentence_with_the_likest_words_is_found_without_encoding(
    semantics: Semantics, monkeypatch: pytest.MonkeyPatch
) -> None:
    vector = semantics.encoder.encode([QUERY])[0]
    by_meaning = best_sentences(semantics, vector, [ABSTRACT, "", "Graphs. Weather."])
    monkeypatch.delattr("index.embedding.encoder.Encoder.encode")

    assert (
        best_sentences(semantics, vector, [ABSTRACT, "", "Graphs. Weather."], QUERY) == by_meaning
    )
    assert by_meaning == ["We study message passing on graphs of molecules.", "", "Graphs."]


def test_no_text_has_no_sentence(semantics: Semantics) -> None:
    assert best_sentences(semantics, np.zeros(384, np.float32), []) == []
    assert best_sentences(semantics, np.zeros(384, np.float32), [""], "words") == [""]
