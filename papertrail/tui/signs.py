"""Draw what the reader said of a paper as signs that need neither colour nor Unicode."""

from rich.style import Style

from papertrail.tui.lines import DIM, GOOD, PLAIN, Part, printable
from papertrail.types.triage import TriageRow

OPINIONS = {"like": "+", "dislike": "-"}
STATES = {"later": "*", "reading": "~", "read": "=", "discarded": "x"}
NOTE, TAG, SAVING = "n", "#", "…"
LEGEND = (
    f"{OPINIONS['like']} liked   {OPINIONS['dislike']} disliked   {STATES['later']} later   "
    f"{STATES['reading']} reading   {STATES['read']} read   {STATES['discarded']} discarded   "
    f"{NOTE} note   {TAG} tags   {SAVING} being stored"
)
_STYLES = {
    "like": GOOD,
    "dislike": Style(color="red"),
    "later": Style(color="yellow"),
    "reading": Style(color="yellow"),
}
_WORDS = {"like": "liked", "dislike": "disliked"}


def signs(row: TriageRow) -> list[Part]:
    """Return three signs: opinion, state, and note or tags."""
    own = NOTE if row.has_note else TAG if row.tags else " "
    return [
        (OPINIONS.get(row.opinion, " "), _STYLES.get(row.opinion, PLAIN)),
        (STATES.get(row.state, " "), _STYLES.get(row.state, PLAIN)),
        (own, PLAIN),
    ]


def title_style(row: TriageRow) -> Style:
    """Return the style of a title: dim for a paper that the reader is done with."""
    is_done = row.state in ("discarded", "read") or row.opinion == "dislike"
    return DIM if is_done else PLAIN


def words(row: TriageRow) -> str:
    """Return what the reader said of a paper in words: `liked, later, #graphs`."""
    said = [_WORDS.get(row.opinion, row.opinion), row.state]
    said += [f"#{printable(tag)}" for tag in row.tags]
    return ", ".join(filter(None, said))
