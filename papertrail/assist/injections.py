"""Remove instructions to a language model from a text before a model reads it.

The prompt also says that passages are data, and answers are checked; but a small model obeys what
it reads, and its answer could then quote the instruction itself.
"""

import re

from index.sentences import split
from papertrail.assist.prompts import visible

_FORGET = (
    r"\b(?:ignore|disregard|forget|override)\b.{0,60}"
    r"\b(?:instructions?|prompts?|previous|above|prior)\b"
)
_PROMPTS = r"\b(?:system|hidden) prompt\b|\bjailbreak"
_ROLES = (
    r"\b(?:as|you are) (?:now )?an? "
    r"(?:AI|artificial|large language|language model|LLM|assistant|chatbot)"
)
_DUTIES = (
    r"\b(?:LLMs?|AIs?|language models?|assistants?|reviewers?)\b.{0,30}"
    r"\b(?:must|should|shall|have to)\b"
)
_PRAISE = (
    r"\b(?:give|write|recommend) .{0,30}"
    r"\b(?:positive|favou?rable) (?:review|rating|score|summary)"
)
_SILENCE = r"\b(?:do not|don't|never) (?:mention|highlight|reveal|report)\b"
_ANSWERS = r"\b(?:answer|respond|reply) (?:only|exactly|that|with)\b"
_TO_A_MODEL = re.compile(
    f"{_FORGET}|{_PROMPTS}|{_ROLES}|{_DUTIES}|{_PRAISE}|{_SILENCE}|{_ANSWERS}", re.IGNORECASE
)
"""Matches a few harmless sentences too, which are then missing from a prompt."""


def without_instructions(text: str) -> str:
    """Return a passage without the sentences that address a model."""
    return " ".join(part for part in split(text) if not _TO_A_MODEL.search(visible(part)))
