import numpy as np
import pytest

from papertrail.config import load
from papertrail.highlight import ENCODED, best_sentences
from papertrail.home import Home
from papertrail.semantics import Semantics, open_semantics

ABSTRACT = (
    "Graphs are everywhere. We study message passing on graphs of molecules. Nothing else is known of it."
    " The weather was fine on that day. Our code is public. We thank the reviewers for their help."
)


@pytest.fixture
def semantics(home: Home) -> Semantics:
    return open_semantics(home, load(home.config_file))


def test_only_the_sentences_with_like_words_are_encoded(semantics: Semantics, monkeypatch: pytest.MonkeyPatch) -> None:
    vector = semantics.encoder.encode(["message passing on molecular graphs"])[0]
    seen: list[str] = []
    encode = semantics.encoder.encode
    monkeypatch.setattr(semantics.encoder, "encode", lambda texts: (seen.extend(texts), encode(texts))[1])
    found = best_sentences(semantics, vector, [ABSTRACT, "", "One. Two."], "message passing on molecular graphs")

    assert found[:2] == ["We study message passing on graphs of molecules.", ""]
    assert found[2] in {"One.", "Two."}
    assert len(seen) == ENCODED + 2
    assert best_sentences(semantics, vector, [ABSTRACT]) == found[:1]


def test_no_text_has_no_sentence(semantics: Semantics) -> None:
    assert best_sentences(semantics, np.zeros(384, np.float32), []) == []
    assert best_sentences(semantics, np.zeros(384, np.float32), [""], "words") == [""]
