"""Recover ligatures that a font's map lost: "di!culties", "di↵erent", "e￾cient".

A font without a map gives another character for ff, fi, fl, ffi or ffl, or none, always the same
one in a document. It is recognised by the words that come out when a ligature is put in its place.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from papertrail.documents.extraction.glyphs import UNMAPPED
from papertrail.documents.extraction.lines import Line

_STEMS = {
    "ffi": "affiliat affinit affine affirm coeffici diffici difficult efficac efficien effici"
    " graffiti griffi insuffici offic suffici suffix traffic",
    "ffl": "affluen baffl muffl offline raffl reshuffl ruffl shuffl sniffl souffl waffl",
    "ff": "affect afford buff cliff coff cutoff differ diffus diff effect effort kickoff layoff"
    " off offer offset offspring payoff rolloff scaffold sheriff spinoff staff stiff stuff"
    " suffer takeoff tariff tradeoff whiff kirchhoff affix jeffrey hoff",
    "fi": "artific benefi certifi classifi codifi confi defici defin definit efi fiber"
    " fiction fideli field fier fifth fight figur file filenam fill film filter final financ find"
    " fine finer finetun finger finish finit fire firm first fiscal fish fisher fit fitt five fix"
    " fied fic fication fies magnifi modifi notifi ofi prefi profi pacific qualifi quantifi ratifi"
    " satisfi scientifi sacrific signifi simplifi specifi stratifi superfi superfici unifi"
    " verifi wifi overfit",
    "fl": "afl conflict deflat flag flame flank flash flat flavo flaw fleet flex flick flight flip"
    " float flock flood floor flop flor flour flow fluct fluen fluid fluor flux fly flying inflam"
    " inflat inflect inflict influ overflow reflect reflex snowflak tensorflow workflow",
}
"""Beginnings or parts of words that have each ligature."""
_LETTER = r"[^\W\d_]"
_SUSPECT = (
    r"[\ufffe\ufffd\u0000-\u001f\u0080-\u009f\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf"
    r"\ue000-\uf8ff!\"#$%&*+<=>?@\\^`{|}~]"
)
_TOKEN = re.compile(f"({_LETTER}*)({_SUSPECT})({_LETTER}*)")
_RARE = re.compile(r"[^\x20-\x7e]")
ENOUGH = 3
"""Different words that must come out for a character of ASCII; one for a stranger one."""
SHARE = 0.5
"""Share of a character's words that must come out."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd\ufffe]")


def repair_ligatures(lines: Iterable[Line]) -> None:
    """Put lost ligatures into the text of lines, and drop characters that have no meaning."""
    lines = list(lines)
    tokens: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for line in lines:
        for before, character, after in _tokens(line.text):
            tokens[character].add((before, after))
    found = {
        character: ligature
        for character, pairs in tokens.items()
        if (ligature := _ligature(character, pairs))
    }
    for line in lines:
        if found:
            line.text = _TOKEN.sub(lambda match: _replaced(match, found), line.text)
        if _CONTROL.search(line.text):
            line.text = _CONTROL.sub("", line.text)


def _tokens(text: str) -> Iterable[tuple[str, str, str]]:
    for match in _TOKEN.finditer(text):
        if match[1] or match[3]:
            yield match[1], match[2], match[3]


def _ligature(character: str, pairs: set[tuple[str, str]]) -> str:
    """Return what a character stands for, or nothing."""
    best, most = "", 0
    for ligature in _STEMS:
        known = sum(_is_known(before, ligature, after) for before, after in pairs)
        if known > most:
            best, most = ligature, known
    is_rare = _RARE.match(character) or character == UNMAPPED
    return best if most >= (1 if is_rare else ENOUGH) and most >= SHARE * len(pairs) else ""


def _replaced(match: re.Match[str], found: dict[str, str]) -> str:
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
        if start >= 0 and word.startswith(stem, start):
            return True
    return False
