"""Find what a question or a request is about, and what it does not want."""

import re
from dataclasses import dataclass

_MOST_EXCLUDED = 4
"""Words after "but not" up to which they name something; more are a clause of a sentence."""

_SHORTEST = 2
"""Letters of a word up to which it says nothing alone, as in "what is it"."""
_MOST_WORDS = 4
"""Words of a subject up to which "but not" leaves something out; after more it states a fact."""

_REQUESTS = r"""
    (?:please\s+)?(?:can|could|would)\s+(?:you|someone)\s+(?:please\s+)?
        (?:find|show|recommend|suggest|give|tell)(?:\s+(?:me|us))?(?:\s+about)?
  | (?:please\s+)?(?:find|show|give|get|recommend|suggest|tell)\s+(?:me|us)(?:\s+about)?
  | (?:i\s+am|i'm|we\s+are|we're)\s+(?:looking|searching)\s+for
  | (?:i\s+am|i'm|we\s+are|we're)\s+interested\s+in
  | (?:looking|searching)\s+for
  | (?:i|we)\s+(?:want|need|would\s+like)(?:\s+to\s+(?:find|read|know|learn))?(?:\s+about)?
"""
_QUESTIONS = r"""
    (?:is|are)\s+there(?:\s+(?:any|some|an?))?
  | does\s+any(?:one|body)\s+know
  | do\s+(?:you|we)\s+(?:know|have)
  | (?:what|which)(?:'s|\s+(?:is|are|was|were))(?:\s+(?:the|an?))?
        (?:\s+(?:best|latest|newest|most\s+recent|main|current))?
        (?:\s+(?:ways?|methods?|approach(?:es)?)\s+(?:to|for|of))?
  | (?:what|which)\s+(?:papers?|articles?|works?|studies|methods?|approaches)
        (?:\s+(?:exist|are\s+there))?
        (?:\s+(?:which|that))?
        (?:\s+(?:describe|discuss|study|studied|use|used|propose|proposed|introduced?|
                 deal\s+with|show|showed))?
  | what\s+(?:do|does)\s+(?:we|it)\s+(?:know|mean)(?:\s+(?:about|to))?
  | who\s+(?:proposed|introduced|invented|wrote|showed|first\s+\w+ed)
  | how\s+(?:(?:do|does|did|can|could|should|would)(?:\s+(?:i|we|you|one|people))?|to|is|are)
  | why\s+(?:do|does|did|is|are|can|should)
  | (?:can|could|do|does|did)\s+(?:i|we|you|one)
  | where\s+(?:can|do)\s+(?:i|we)\s+(?:find|read)(?:\s+about)?
"""
_ABOUT = r"""
    (?:(?:any|some|the|all|an?|other|good|recent|new|newest|latest|important|there)\s+)*
    (?:papers?|articles?|works?|research|studies|literature|publications?|preprints?)
    (?:\s+(?:exist|are\s+there))?
    \s+(?:about|on|that|which|where|for|of|in|by|from|
        (?:dealing|concerned|related)\s+(?:with|to)|describing|discussing|proposing|showing)
    (?:\s+(?:deals?\s+with|describes?|discuss(?:es)?|proposes?|uses?|stud(?:y|ies)|shows?))?
"""
_FRAME = re.compile(
    rf"^\s*(?:(?:{_REQUESTS}|{_QUESTIONS})(?:\s+{_ABOUT})?|{_ABOUT})\s+", re.VERBOSE | re.IGNORECASE
)
_END = re.compile(r"[\s?!.]+$")
_EMPTY_VERB = re.compile(r"\s+(?:works?|mean)$", re.IGNORECASE)
_BUT_NOT = re.compile(
    r"""(?:\s+but|,)\s+(?:not|no|without|nothing)\s+
        (?:(?:about|on|for|with|using|in|those|the|related\s+to|applied\s+to)\s+)*
        (?P<names>[^,;:.?!()"]+?)\s*[.?!]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s+(?:or|and|nor)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a query in words is about.

    Attributes:
        subject: what is looked for.
        excluded: words and phrases that are not.
    """

    subject: str
    excluded: tuple[str, ...] = ()


def read_wording(text: str) -> Wording:
    """Separate the subject of a query from the frame of a question, and from "but not ..."."""
    text = text.replace("\u2019", "'")
    if found := _BUT_NOT.search(text):
        names = tuple(_BETWEEN.split(found["names"]))
        subject = _subject(text[: found.start()])
        if (
            1 <= len(subject.split()) <= _MOST_WORDS
            and len(found["names"].split()) <= _MOST_EXCLUDED
        ):
            return Wording(subject, names)
    return Wording(_subject(text))


def _subject(text: str) -> str:
    """Return a question or request without its frame; another text as it is."""
    frame = _FRAME.match(text)
    if not frame:
        return text
    subject = _END.sub("", text[frame.end() :])
    if frame[0].lower().lstrip().startswith(("how", "what")):
        subject = _EMPTY_VERB.sub("", subject)
    if any(len(word) > _SHORTEST for word in re.findall(r"\w+", subject)):
        return subject
    return text
