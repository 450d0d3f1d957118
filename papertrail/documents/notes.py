"""Cut a reader's note into passages. Pure; no I/O."""

import re
from collections.abc import Iterator

from papertrail.types.document import Passage

WORDS = 150
"""Words of a passage, as of documents."""
_HEADING = re.compile(r"#{1,6}\s+(?P<text>\S.*)")
_BLANK = re.compile(r"\n\s*\n")


def cut_note(text: str) -> tuple[Passage, ...]:
    """Return the passages of a note in Markdown; page 0, as a note has none.

    Paragraphs below one heading are joined up to 150 words; a longer one is cut.
    """
    passages: list[Passage] = []
    section, words = "", list[str]()

    def finish() -> None:
        for start in range(0, len(words), WORDS):
            part = " ".join(words[start : start + WORDS])
            passages.append(Passage(len(passages), part, 0, section))
        words.clear()

    for block in _blocks(text):
        heading = _HEADING.fullmatch(block)
        added = block.split()
        if heading or len(words) + len(added) > WORDS:
            finish()
        if heading:
            section = " ".join(heading["text"].split())
        else:
            words += added
    finish()
    return tuple(passages)


def _blocks(text: str) -> Iterator[str]:
    """Yield paragraphs, and headings apart from what follows them."""
    for block in _BLANK.split(text.replace("\r\n", "\n")):
        lines: list[str] = []
        for line in block.strip().split("\n"):
            if _HEADING.fullmatch(line.strip()):
                yield "\n".join(lines)
                yield line.strip()
                lines = []
            else:
                lines.append(line)
        yield "\n".join(lines)
