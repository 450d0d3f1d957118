"""Questions are answered by sentences of the paper, or refused."""

from pathlib import Path

import pytest

from index.embedding.encoder import Encoder
from index.embedding.resolve import resolve
from papertrail.reading.answers import CUT_OFF, Asker, Text
from papertrail.reading.overview import overview
from papertrail.reading.vectors import ready
from papertrail.types.document import DocumentText
from tests.written_papers import whales


@pytest.fixture(scope="module")
def encoder(model_cache: Path) -> Encoder:
    return Encoder(resolve("all-MiniLM-L6-v2", model_cache), model_cache, device="cpu")


@pytest.fixture(scope="module")
def text(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Text:
    return ready(whales(), encoder, tmp_path_factory.mktemp("vectors"))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("On what machine was the model fitted?", "four NVIDIA A100 cards"),
        ("Where can I download the data?", "https://example.org/airsong"),
        ("Who funded the work?", "Ocean Foundation"),
        ("What are the drawbacks?", "cannot fly above"),
        ("How was the step size scheduled?", "learning rate starts at 0.002"),
        ("Why is it worse in a storm?", "gusts mask the low notes"),
    ],
)
def test_a_question_in_other_words_is_answered(
    text: Text, encoder: Encoder, question: str, answer: str
) -> None:
    best = Asker(question, encoder).ask(text, doubtful=True)[0]

    assert answer in " ".join(text.sentences[place].text for place in best.places)
    assert best.best in best.places


@pytest.mark.parametrize(
    "question",
    ["Which accuracy is reported on ImageNet?", "What perplexity does the translation reach?"],
)
def test_a_question_about_something_else_is_refused(
    text: Text, encoder: Encoder, question: str
) -> None:
    assert Asker(question, encoder).ask(text) == []
    assert Asker(question, encoder).ask(text, doubtful=True)[0].confidence < CUT_OFF


def test_answers_do_not_share_sentences(text: Text, encoder: Encoder) -> None:
    found = Asker("How many songs?", encoder).ask(text, 5)

    assert found
    assert found[0].confidence >= CUT_OFF

    places = [place for each in found for place in each.places]
    assert len(places) == len(set(places))


def test_a_document_without_text_has_no_answer(encoder: Encoder, tmp_path: Path) -> None:
    empty = ready(DocumentText((), (), ()), encoder, tmp_path)

    assert Asker("What?", encoder).ask(empty) == []
    assert all(not part.quotes for part in overview(empty, encoder))


def test_an_overview_quotes_the_paper(text: Text, encoder: Encoder) -> None:
    parts = {part.name: part.quotes for part in overview(text, encoder)}

    sentences = {sentence.text for sentence in text.sentences}
    quoted = [quote.text for quotes in parts.values() for quote in quotes]
    assert set(quoted) <= sentences
    assert len(quoted) == len(set(quoted))
    assert "boats disturb" in parts["problem"][0].text
    assert any("We propose AirSong" in quote.text for quote in parts["contributions"])
    assert any("91.4%" in quote.text for quote in parts["results"])
    assert any("cannot fly" in quote.text for quote in parts["limitations"])


def test_vectors_are_made_once(text: Text, encoder: Encoder, tmp_path: Path) -> None:
    first = ready(whales(), encoder, tmp_path)
    (file,) = tmp_path.glob("*.npy")
    written = file.stat().st_mtime_ns

    second = ready(whales(), encoder, tmp_path)

    assert file.stat().st_mtime_ns == written
    assert first.sentences == second.sentences
    assert abs(first.vectors - second.vectors).max() < 0.001


def test_a_damaged_file_of_vectors_is_made_anew(encoder: Encoder, tmp_path: Path) -> None:
    ready(whales(), encoder, tmp_path)
    (file,) = tmp_path.glob("*.npy")
    for content in (b"", b"no array", b"\x93NUMPY\x01\x00"):
        file.write_bytes(content)

        assert len(ready(whales(), encoder, tmp_path).vectors)
        assert file.stat().st_size > len(content)
