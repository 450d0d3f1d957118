"""That a paper was taken back is recognised by what its authors write, and by nothing else."""

import pytest

from feeds.arxiv.withdrawal import is_withdrawn


@pytest.mark.parametrize(
    "comment",
    [
        "This paper has been withdrawn by the author due to a flaw in Theorem 3",
        "Withdrawn",
        "withdrawn.",
        "[withdrawn] see the journal version",
        "Withdrawn by the authors: Figure 2 is wrong",
        "Paper withdrawn. Replaced by arXiv:2606.00002",
        "12 pages; this manuscript was withdrawn at the request of a co-author",
        "The authors have decided to withdraw this paper",
        "We are withdrawing this submission because of an error",
        "I withdraw this paper",
        "arXiv administrators have withdrawn this article due to text overlap",
        "This submission has been withdrawn by arXiv administrators",
        "This article has been temporarily withdrawn",
        "The paper is being retracted due to an error in the data",
        "retracted because of a mistake in Section 4",
        "This paper has been withdrawn from arXiv",
        "Our work has now been withdrawn",
    ],
)
def test_comments_of_withdrawn_papers(comment: str) -> None:
    assert is_withdrawn(comment)


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "12 pages, 4 figures",
        "An earlier version was withdrawn",
        "Accepted at a workshop; a previous submission was withdrawn from a conference",
        "Article withdrawn from Journal X and sent to Journal Y",
        "This paper was withdrawn from ICLR 2026 and is under review elsewhere",
        "Withdrawn from NeurIPS; accepted at ICML",
        "We study when customers withdraw cash",
        "Dataset of retracted articles",
        "v1 was withdrawn by mistake",
        "This paper has not been withdrawn",
        "A study of drugs that were withdrawn from the market",
    ],
)
def test_comments_of_other_papers(comment: str) -> None:
    assert not is_withdrawn(comment)


def test_an_abstract_may_say_so_instead() -> None:
    assert is_withdrawn("", "This paper has been withdrawn by the authors. Lemma 2 is wrong.")
    assert not is_withdrawn("", "We show which papers are withdrawn, and why.")
    assert not is_withdrawn("", "The work studies how the water is withdrawn.")
    assert not is_withdrawn("", "We find much. This paper was withdrawn from a study of papers.")
