import pytest

from papertrail.search.query.wording import read_wording


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("what is contrastive learning?", "contrastive learning"),
        ("What's the best way to prune networks?", "prune networks"),
        ("how does RLHF work?", "RLHF"),
        ("is there any work on label smoothing?", "label smoothing"),
        ("can you find me papers about protein folding", "protein folding"),
        ("I am looking for articles describing time sharing", "time sharing"),
        ("who proposed direct preference optimization?", "direct preference optimization"),
        ("papers by Chelsea Finn", "Chelsea Finn"),
        ("which papers use diffusion for planning", "diffusion for planning"),
    ],
)
def test_the_frame_of_a_question_is_left_out(text: str, subject: str) -> None:
    assert read_wording(text).subject == subject


@pytest.mark.parametrize(
    "text",
    ["what is it", "attention is all you need", "how to", "paper folding", "learning what matters"],
)
def test_a_text_without_a_frame_or_without_a_subject_stays(text: str) -> None:
    assert read_wording(text).subject == text


@pytest.mark.parametrize(
    ("text", "subject", "excluded"),
    [
        ("diffusion models but not molecules", "diffusion models", ("molecules",)),
        ("generative models, not GANs", "generative models", ("GANs",)),
        ("robots but not for vision or speech.", "robots", ("vision", "speech")),
    ],
)
def test_but_not_leaves_out(text: str, subject: str, excluded: tuple[str, ...]) -> None:
    wording = read_wording(text)

    assert (wording.subject, wording.excluded) == (subject, excluded)


@pytest.mark.parametrize(
    "text",
    [
        "The drug lowers the risk of strokes in older patients but not of attacks",
        "robots, not one of which was ever built in time",
        "but not molecules",
    ],
)
def test_a_statement_leaves_out_nothing(text: str) -> None:
    assert read_wording(text).excluded == ()
