"""Documents are cut into sentences that occur in their passages."""

from hypothesis import given
from hypothesis import strategies as st

from papertrail.reading.sentences import neighbourhood, sentences_of, split_sentences
from papertrail.types.document import DocumentText, Passage
from tests.written_papers import whales


def test_neighbours_are_in_the_same_section_on_the_same_page() -> None:
    sentences = sentences_of(whales())

    for place, sentence in enumerate(sentences):
        window = [sentences[near] for near in neighbourhood(sentences, place)]
        assert len(window) <= 3
        assert {(each.page, each.section) for each in window} == {(sentence.page, sentence.section)}


def test_chinese_sentences_are_split() -> None:
    assert split_sentences("数据来自微博。方法很好\uff01结果如何\uff1f") == [
        "数据来自微博。",
        "方法很好\uff01",
        "结果如何\uff1f",
    ]


@given(st.text(max_size=400))
def test_every_sentence_occurs_in_its_passage(text: str) -> None:
    document = DocumentText((), (), (Passage(0, text, 1),))

    plain = "".join(text.split())
    for sentence in sentences_of(document):
        assert "".join(sentence.text.split()) in plain
