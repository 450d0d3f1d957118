"""Documents: the text of a paper's PDF, by page, in reading order, and what is found in it."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block of a document is."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    REFERENCE = "reference"
    OTHER = "other"
    """Formulas, the text of tables and figures, author lists."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        number: from 1, as in the file.
        text: in the order of the file, lines apart by a line feed; without hidden text.
    """

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, caption, footnote or reference, in reading order.

    Attributes:
        text: one line; hyphens at line ends and ligatures are undone.
        page: the page that it is on; a paragraph that crosses a page break is two blocks.
        section: the heading above it, such as "3.1 Encoder and Decoder Stacks"; empty before the
            first one.
    """

    kind: BlockKind
    text: str
    page: int
    section: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """About 150 words of one section on one page: the unit of full-text search and of answers.

    Attributes:
        number: from 0, in reading order.
        text: occurs on the page, save for white space, hyphens and Unicode's compatibility forms.
    """

    number: int
    text: str
    page: int
    section: str = ""


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text that a reader of the page can't see, and that was left out.

    Attributes:
        reason: in words, such as "white on white".
    """

    page: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a PDF.

    Attributes:
        pages: all pages, in order.
        blocks: the pages' text in reading order, without page numbers and running heads.
        passages: body text, captions and footnotes, cut for search.
        hidden: what was left out.
        scanned: numbers of the pages that are a picture without text.
        remarks: what could not be read and why, in words; empty if all was read.
    """

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    passages: tuple[Passage, ...]
    hidden: tuple[HiddenText, ...] = ()
    scanned: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of a bibliography.

    Attributes:
        number: as printed, or its position from 1 if it has none.
        text: the whole entry.
        title: empty if it is not recognised.
        authors: names as printed.
        identifiers: (scheme, value), such as ("arxiv", "1706.03762").
    """

    number: int
    text: str
    page: int
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    identifiers: tuple[tuple[str, str], ...] = ()


class LinkKind(StrEnum):
    """What an address leads to."""

    CODE = "code"
    DATA = "data"
    PROJECT = "project"


class Whose(StrEnum):
    """The relation of a paper to code, data or a site that it names."""

    OWN = "own"
    USED = "used"
    PROMISED = "promised"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to code, data or a project's site.

    Attributes:
        url: the address, repaired where a line break cut it; None if it is only promised.
        page: where it is printed; None if it is from the abstract or the comment.
        context: the sentence that names it.
    """

    url: str | None
    kind: LinkKind
    whose: Whose
    page: int | None = None
    context: str = ""
