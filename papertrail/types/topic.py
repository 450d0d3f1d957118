"""Topics: what a reader looks for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that digests look for.

    Attributes:
        about: descriptions in plain words; a paper is as relevant as it is to the closest one.
        limit: the most papers of this topic in one digest.
        threshold: the least relevance of a match, from 0 to 1; None for that of `strictness`.
        like: ids of example papers, such as arxiv:1703.03400.
        dislike: ids of papers that look like the topic and do not belong to it.
        authors: names of people, or of labs as affiliations print them, of whom every paper is
            shown.
        include: words of which a paper must have one.
        exclude: words that it must not have.
        categories: of which a paper must be in one, or at one of the `venues`.
        venues: likewise.
        strictness: loose, normal or strict.
    """

    name: str
    about: tuple[str, ...]
    limit: int
    threshold: float | None = None
    like: tuple[str, ...] = ()
    dislike: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    strictness: str = "normal"
