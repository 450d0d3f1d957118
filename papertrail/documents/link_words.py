"""Decide from the words around an address whose it is, and what is promised without any."""

import re
from collections.abc import Iterator

from papertrail.types.document import LinkKind, Whose

_RESOURCE = (
    r"(?:source[- ]?codes?|codes?(?:base)?|scripts?|implementations?|data(?:[- ]?sets?)?|corpus"
    r"|corpora|benchmarks?"
    r"|annotations?|models?|weights|checkpoints?|software|librar(?:y|ies)|packages?|tool(?:kit"
    r"|box|s)?"
    r"|framework|resources?|materials?|website|web ?page|project page|project|demos?|leaderboard"
    r"|prompts?"
    r"|repository|artifacts?|pipeline|simulator|environments?|\u4ee3\u7801|\u6570\u636e)"
)
_OPENED = (
    r"(?:available|released?|releasing|accessible|open[- ]?sourc\w+|found|hosted|published"
    r"|provided?"
    r"|downloaded|shared?|here|located|obtained|public)"
)
_CREATES = re.compile(
    r"\b(?:we|our)\b.{0,120}\b(?:introduce|present|propose|release|provide|open[- ]?source|share"
    r"|publish"
    r"|contribute|develop(?:ed)?|built|build|maintain|webpage|website|make|collect(?:ed)?"
    r"|library)\b",
    re.IGNORECASE | re.DOTALL,
)
_USED = re.compile(
    r"\b(?:we|experiments?|models?|method)\b.{0,60}\b(?:use[ds]?|using|adopt(?:ed)?|employ(?:ed)?"
    r"|utili[sz]ed?"
    r"|follow(?:ed)?|adapt(?:ed)?|modif(?:y|ied)|rel(?:y|ied) on|train(?:ed)? (?:with|on)"
    r"|start(?:ed)? from"
    r"|download(?:ed)?|obtain(?:ed)?|reus\w+|fine-?tun\w+)\b"
    r"|\b(?:based|built|build|relies|builds|building)\s+(?:up)?on\b|\b(?:taken|borrowed|adapted|derived"
    r"|obtained|collected"
    r"|extracted|downloaded|drawn) from\b|\bimplementation of\b|\busing (?:the|an?)\b|\bcode from\b"
    r"|\b(?:developed|created|provided|released|published|maintained) by\b|\bet al\b|\bofficial\b"
    r"|\u4f7f\u7528|\u91c7\u7528",
    re.IGNORECASE | re.DOTALL,
)
_OF_OTHERS = re.compile(
    r"\b(?:developed|created|provided|maintained|released|made available) by\b|\bet al\b"
    r"|\b(?:implementation|code|repository|model) (?:of|from) (?!our|this|the (?:proposed|paper))"
    r"|\b(?:implementation|code(?:base)?|model|framework|experiments?)\b.{0,20}\b(?:uses"
    r"|is based on|are based on|builds? on"
    r"|is built on|are built on)\b"
    r"|(?<!code )(?<!that )(?<!data )(?<!models )\bwe (?:also )?(?:used?|adopt|follow|employ"
    r"|utili[sz]e)\b",
    re.IGNORECASE,
)
_RELEASED = re.compile(
    rf"\bwe\s+(?:\w+\s+){{0,2}}(?:release|open[- ]?source|publish|share|provide|make)\b"
    rf"|\b(?:the\s+)?{_RESOURCE}\b[^.]{{0,60}}\b(?:is|are|has been|have been|will be"
    rf"|can be)\b[^.]{{0,40}}\b{_OPENED}\b"
    rf"|\A\W*{_RESOURCE}(?:\s+(?:and|&)\s+{_RESOURCE})?\s*(?:\([^)]*\))?\s*[:\u2014-]"
    rf"|\b(?:project|home) ?(?:page|website|site)\b"
    rf"|\bour\s+(?:\w+\s+){{0,4}}{_RESOURCE}\b[^.]{{0,40}}\b{_OPENED}\b"
    rf"|\bavailable (?:at|here|via|from|online)\b"
    r"|\b(?:more|further|additional) (?:information|details|results|videos?)\b[^.]{0,30}\b(?:at"
    r"|on|here)\b",
    re.IGNORECASE,
)
_STRONG_OWN = re.compile(
    rf"{_RELEASED.pattern}|\bour\s+(?:\w+\s+){{0,4}}{_RESOURCE}\b|\b{_RESOURCE} (?:at|here|on|in"
    rf"|via)\b",
    re.IGNORECASE,
)
_PROMISED = (
    r"(?:source[- ]?codes?|codes?(?:base)?|implementations?|scripts|data(?:[- ]?sets?)?|corpus"
    r"|corpora|benchmarks?"
    r"|annotations|models?|weights|checkpoints?|software|librar(?:y|ies)|packages?|toolkit"
    r"|toolbox|repository)"
)
_ADVERBS = (
    r"(?:(?:also|further|publicly|fully|will|have|thus|finally|additionally|openly|freely|and)"
    r"\s+){0,3}"
)
_OPEN = r"(?:available|released|open[- ]?sourced?|published|shared|accessible|public)"
_FUTURE = re.compile(
    rf"\b{_PROMISED}\b[^.;]{{0,90}}\b(?:will|shall|(?:is"
    rf"|are) (?:going )?to)\s(?:\w+\s){{0,2}}be\b[^.;]{{0,50}}\b{_OPEN}\b"
    rf"|\bwe\s+(?:will|shall|plan|intend|promise|commit"
    rf"|are going)\b(?:\s+to)?\s+{_ADVERBS}(?:release|publish|open[- ]?source"
    rf"|share|opensource)\b[^.;]{{0,90}}\b(?:{_PROMISED})\b"
    rf"|\bwe\s+(?:will|shall|plan|intend|promise|commit"
    rf"|are going)\b(?:\s+to)?\s+{_ADVERBS}make\b[^.;]{{0,90}}\b{_OPEN}\b"
    rf"|\b{_PROMISED}\b[^.;]{{0,60}}\b{_OPEN}\b[^.;]{{0,30}}\b(?:soon"
    rf"|(?:up)?on (?:the )?(?:acceptance|publication)"
    rf"|after (?:the )?(?:acceptance|publication|review))\b"
    rf"|\b{_PROMISED}\b[^.;]{{0,30}}\b(?:coming soon|to be released)\b",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    rf"\b(?:we|authors)\s+{_ADVERBS}(?:release|open[- ]?source"
    rf"|publish)\b[^.;]{{0,120}}\b(?:{_PROMISED})\b"
    rf"|\bwe\s+{_ADVERBS}make\b[^.;]{{0,100}}\b{_PROMISED}\b[^.;]{{0,60}}\b{_OPEN}\b"
    rf"|\b(?:our|the|all)\s+(?:\w+\s+){{0,5}}{_PROMISED}\b[^.;]{{0,60}}\b(?:is|are|has been"
    rf"|have been)\s+(?:made\s+|being\s+)?"
    rf"(?:publicly |freely |openly |now |also |all )*{_OPEN}\b"
    rf"|\A\W*{_PROMISED}\b[^.;]{{0,60}}\b(?:is|are)\s+(?:publicly |freely |openly )*{_OPEN}\b"
    rf"|\b(?:the|a)\s+(?:first|new|novel)\s+(?:publicly|openly|freely)[- ](?:available"
    rf"|accessible)\b[^.;]{{0,60}}\b(?:data ?sets?|corpus|benchmark)\b",
    re.IGNORECASE,
)
_CUE = re.compile(r"releas|availab|open|public|share|publish|accessib|soon", re.IGNORECASE)
_ON_REQUEST = re.compile(r"\b(?:up)?on (?:\w+ )?request\b", re.IGNORECASE)
_ANNOUNCED = re.compile(
    rf"\b(?:we|authors)\s+(?:\w+\s+){{0,3}}(?:release|open[- ]?source|publish|publicly release"
    rf"|make)\b[^.;]{{0,120}}\b(?:{_RESOURCE})\b"
    rf"|\b(?:our|the|all)\s+(?:\w+\s+){{0,5}}{_RESOURCE}\b[^.;]{{0,80}}\b(?:is|are|has been"
    rf"|have been)\s+(?:made\s+|being\s+)?"
    rf"(?:publicly|freely|openly|now|also|all)?\s*(?:available|released|open[- ]?sourced?|public)\b"
    rf"|\b(?:the|a)\s+(?:first|new|novel)\s+(?:publicly|openly|freely)[- ](?:available"
    rf"|accessible)\b[^.;]{{0,60}}\b(?:data ?sets?|corpus|benchmark)\b",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"\b(?:data(?:[- ]?sets?)?|corpus|corpora|benchmarks?|annotations?|\u6570\u636e)\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?:codes?(?:base)?|source|scripts?|implementations?|software|toolkit|library|packages?"
    r"|models?|weights"
    r"|checkpoints?|\u4ee3\u7801)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?\u3002])\s+(?=[A-Z\u3400-\u9fff\"\u201c(])")
_HAS_ADDRESS = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|org|io|net|ai|co|dev)/|\.github\.io", re.IGNORECASE
)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text in one line."""
    return [part for part in _SENTENCE.split(text) if part.strip()]


def whose(context: str, *, by_default: Whose) -> Whose:
    """Return whose an address is by the sentence that names it."""
    if _OF_OTHERS.search(context):
        return Whose.USED
    if _RELEASED.search(context):
        return Whose.OWN
    if _USED.search(context):
        return Whose.USED
    if _STRONG_OWN.search(context) or _CREATES.search(context):
        return Whose.OWN
    return by_default


def is_released(context: str) -> bool:
    """Decide whether a sentence says that something is available."""
    return bool(_RELEASED.search(context))


def names_own(context: str) -> bool:
    """Decide whether a sentence says where the authors' own code, data or site is."""
    return bool(_STRONG_OWN.search(context)) and not _OF_OTHERS.search(context)


def is_about_data(context: str) -> bool:
    """Decide whether a sentence speaks of data and not of code."""
    return bool(_DATA.search(context)) and not _CODE.search(context)


def promises(text: str, *, announced: bool) -> Iterator[tuple[LinkKind, str]]:
    """Yield what is promised without an address, with its sentence.

    Args:
        text: in one line.
        announced: whether what is released now, at no address that is printed, counts too.
    """
    parts = sentences(text)
    for number, sentence in enumerate(parts):
        following = parts[number + 1] if number + 1 < len(parts) else ""
        if len(sentence) > 1_000 or not _CUE.search(sentence):  # noqa: PLR2004
            continue
        if _HAS_ADDRESS.search(sentence) or _HAS_ADDRESS.match(following):
            continue
        found = _FUTURE.search(sentence) or (announced and _ANNOUNCED.search(sentence))
        if not found or _ON_REQUEST.search(sentence):
            continue
        said = found[0]
        if _CODE.search(said) or not _DATA.search(said):
            yield LinkKind.CODE, sentence
        if _DATA.search(said):
            yield LinkKind.DATA, sentence
