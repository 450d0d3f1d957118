from hypothesis import given
from hypothesis import strategies as st

from papertrail.documents.passages import MOST_WORDS, Stretch, count_words, cut_passages

SENTENCE = "This is a sentence of just eight words. "


def stretch(text: str, start: int = 0, section: str = "1 Method", page: int = 1) -> Stretch:
    return Stretch(text, page, section, start, start + 1)


def test_passages_end_with_sentences_after_about_150_words() -> None:
    passages = cut_passages([stretch(SENTENCE * 60)])
    assert [count_words(passage.text) for passage in passages] == [152, 152, 152, 24]
    assert all(passage.text.endswith("words.") for passage in passages)
    assert [passage.number for passage in passages] == [0, 1, 2, 3]


def test_paragraphs_that_follow_each_other_share_a_passage() -> None:
    (passage,) = cut_passages([stretch(SENTENCE, 0), stretch(SENTENCE, 1)])
    assert count_words(passage.text) == 16


def test_a_passage_is_of_one_section_and_page_and_has_no_gap() -> None:
    parts = [
        stretch(SENTENCE, 0),
        stretch(SENTENCE, 1, section="2 Results"),
        stretch(SENTENCE, 2, section="2 Results", page=2),
        stretch(SENTENCE, 9, section="2 Results", page=2),
    ]
    passages = cut_passages(parts)
    assert [(passage.page, passage.section) for passage in passages] == [
        (1, "1 Method"),
        (1, "2 Results"),
        (2, "2 Results"),
        (2, "2 Results"),
    ]


def test_a_sentence_without_end_is_cut() -> None:
    passages = cut_passages([stretch("word " * 1_000)])
    assert max(count_words(passage.text) for passage in passages) <= MOST_WORDS


def test_chinese_is_cut_at_its_stops() -> None:
    passages = cut_passages([stretch("这是一个关于深度学习的句子。" * 100)])
    assert len(passages) > 2
    assert all(passage.text.endswith("。") for passage in passages)


@given(st.lists(st.text(max_size=400), max_size=6))
def test_no_word_is_lost_or_made_up(texts: list[str]) -> None:
    passages = cut_passages(stretch(text, place) for place, text in enumerate(texts))
    kept = "".join("".join(passage.text.split()) for passage in passages)
    given_text = "".join("".join(text.split()) for text in texts)
    assert [c for c in kept if c.isalnum()] == [c for c in given_text if c.isalnum()]
