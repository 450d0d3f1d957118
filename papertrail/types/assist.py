"""What a language model wrote, as far as the papers' pages support it."""

from dataclasses import dataclass

from papertrail.types.reading import Quote
from papertrail.types.work import Work


@dataclass(frozen=True, slots=True)
class SupportedSentence:
    """A sentence of a model with its proof.

    Attributes:
        quote: words of a page, as they are printed there.
        pages: of all passages that it names, the quote's first.
    """

    text: str
    work: Work
    quote: Quote
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AssistedText:
    """A summary, or an answer to a question.

    Attributes:
        question: empty for a summary.
        works: the papers whose passages were sent.
        struck: sentences that were left out because no passage supports them.
        tokens: of prompt and answer, about.
    """

    question: str
    works: tuple[Work, ...]
    sentences: tuple[SupportedSentence, ...]
    struck: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Translation:
    """The translation of a paper's title and abstract; the originals are in `work`.

    Attributes:
        stored: whether it was made before.
    """

    work: Work
    language: str
    title: str
    abstract: str
    stored: bool
