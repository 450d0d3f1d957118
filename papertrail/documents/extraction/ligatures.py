"""Recover ligatures that a font's map lost: "di!culties", "di↵erent", "e￾cient".

A font without a map gives another character for ff, fi, fl, ffi or ffl, or none, always the same
one in a document. It is recognised by the words that come out when a ligature is put in its place.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from papertrail.documents.extraction.lines import Line

_STEMS = {
    "ffi": "affiliat affinit affine affirm coeffici diffici difficult efficac efficien effici"
    " graffiti griffi insuffici offic suffici suffix traffic",
    "ffl": "affluen baffl muffl offline raffl reshuffl ruffl shuffl sniffl souffl waffl",
    "ff": "affect afford buff cliff coff cutoff differ diffus effect effort kickoff layoff"
    " off offer offset offspring payoff rolloff scaffold sheriff spinoff staff stiff stuff"
    " suffer takeoff tariff tradeoff whiff kirchhoff affix jeffrey hoff",
    "fi": "artific benefi certifi classifi codifi confi defici defin definit fiber"
    " fiction fideli field fifth fight figur file filenam fill film filter final financ find"
    " fine finer finetun finger finish finit fire firm first fiscal fish fisher fit fitt five fix"
    " fication magnifi modifi notifi prefi profi pacific qualifi quantifi ratifi"
    " satisfi scientifi sacrific signifi simplifi specifi stratifi superfi superfici unifi"
    " verifi wifi overfit",
    "fl": "conflict deflat flag flame flank flash flat flavo flaw fleet flex flick flight flip"
    " float flock flood floor flop flor flour flow fluct fluen fluid fluor flux fly flying inflam"
    " inflat inflect inflict influ overflow reflect reflex snowflak tensorflow workflow",
}
"""Beginnings of words that have each ligature; those of five letters and more occur inside too."""
_LETTER = r"[^\W\d_]"
_SUSPECT = (
    r"[\ufffe\ufffd\u0000-\u001f\u0080-\u009f\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf"
    r"\ue000-\uf8ff!\"#$%&]"
)
_TOKEN = re.compile(f"({_LETTER}*)({_SUSPECT})({_LETTER}*)")
_RARE = re.compile(r"[^\x20-\x7e]")
ENOUGH = 3
"""Words that must come out for a character of ASCII; one for a stranger one."""
SHORTEST = 3
"""Other letters of a word that counts for a character of ASCII."""
SHARE = 0.5
"""Share of a character's words that must come out."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd\ufffe]")


def repair_ligatures(lines: Iterable[Line]) -> None:
    """Put lost ligatures into the text of lines, and drop characters that have no meaning."""
    lines = list(lines)
    tokens: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for line in lines:
        for match in _TOKEN.finditer(line.text):
            if match[1] or match[3]:
                tokens[line.font, match[2]].append((match[1], match[3]))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for (font, character), words in tokens.items():
        ligature = _ligature(character, words)
        if ligature:
            found[font][character] = ligature
    for line in lines:
        known = found.get(line.font)
        if known:
            line.text = _TOKEN.sub(partial(_replaced, known), line.text)
        if _CONTROL.search(line.text):
            line.text = _CONTROL.sub("", line.text)


def _ligature(character: str, words: list[tuple[str, str]]) -> str:
    """Return what a character means, or nothing."""
    is_rare = _RARE.match(character) is not None
    # "{x1}" is no "fix1}"
    shortest = 1 if is_rare else SHORTEST
    words = [pair for pair in words if len(pair[0]) + len(pair[1]) >= shortest]
    best, most = "", 0
    for ligature in _STEMS:
        known = sum(_is_known(before, ligature, after) for before, after in words)
        if known > most:
            best, most = ligature, known
    enough = 1 if is_rare else ENOUGH
    return best if most >= enough and most >= SHARE * len(words) else ""


def _replaced(found: dict[str, str], match: re.Match[str]) -> str:
    before, character, after = match.groups()
    ligature = found.get(character)
    if not ligature or not (before or after):
        return match[0]
    if (before and after) or _is_known(before, ligature, after):
        return before + ligature + after
    return match[0]


def _is_known(before: str, ligature: str, after: str) -> bool:
    """Return whether a word with a ligature at this place is one that has it."""
    word = (before + ligature + after).casefold()
    at = len(before)
    for stem in _STEMS[ligature].split():
        start = at - stem.index(ligature)
        is_inside = start > 0 and len(stem) > 4
        if (start == 0 or is_inside) and word.startswith(stem, start):
            return True
    return False
