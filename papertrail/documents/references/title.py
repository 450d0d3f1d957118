"""Find where the title of a cited paper ends."""

import re

_LONGEST_TITLE = 600
_SENTENCE_END = re.compile(r"[.?!\u3002](?:[\u201d\"'\u2019])?(?=\s|\Z)|\u3002")
_ABBREVIATION = re.compile(
    r"(?:\b(?:vs|etc|cf|al|St|Dr|Mr|Mrs|No|Nos|Vol|Fig|Eq|approx|resp|i\.e|e\.g|U\.S|Inc|v)"
    r"|(?:\A|\s)[A-Z])\Z"
)
_VENUE = re.compile(
    r"(?:In:?|Proc|Proceedings|Adv|Advances|Trans|Transactions|Journal|J\.|Int|International"
    r"|Annual|Conference|Workshop|IEEE|ACM|AAAI|CoRR|arXiv|ArXiv|bioRxiv|medRxiv|Nature|Science"
    r"|PhD|Ph\.D|Master|Technical|Tech|Springer|Elsevier|Cambridge|Oxford|MIT|Wiley|University"
    r"|Preprint|preprint|Lecture|Phys|Physical|Rev|URL|https?:|doi|DOI|pp\.|pages|vol\.|volume"
    r"|available|Available|accessed|Accessed|https|www\.|Commun|Communications|Neural|PLoS|PNAS"
    r"|Bulletin|Annals|Ann\.|Math|Machine Learning,|NeurIPS|NIPS|ICML|ICLR|CVPR|ECCV|ICCV|EMNLP"
    r"|ACL|NAACL|TACL|JMLR|USENIX|SIAM|OpenReview|Blog|Report|in)\b"
)
_NUMBERED = re.compile(r"[^.?!]{0,80}(?:\b\d+\s*\(\d|\b\d+:\d|\b(?:19|20)\d\d\b|\bpp\b|\bpages\b)")
_TRAILING = re.compile(
    r"(?:(?:,\s*(?:\(\s*)?|\s*\(\s*)(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov"
    r"|Dec)[a-z]*\.?\s+)?"
    r"(?:1[6-9]|20)\d\d[a-z]?\)?|,\s*(?:volume|vol\.)\s+\d+|\s*\((?:\d+(?:st|nd|rd|th) ed"
    r"|unpublished)[^)]*\)"
    r"|,?\s*\(?(?:in press|to appear|submitted)\)?)\s*\Z",
    re.IGNORECASE,
)
_ADDRESS_TAIL = re.compile(
    r"[,.;:]?\s*(?:(?:URL|Available(?: at)?):?\s*)?(?:https?://|www\.).*\Z", re.DOTALL
)
_JOURNAL = re.compile(
    r"(?:[A-Z][\w\u2019']*\.?\s*|and\s|of\s|the\s|in\s|on\s|for\s|&\s|\([A-Z][\w.]*\)\s?){1,12}"
    r"(?:[A-Z]\s)?(?:vol\.?\s*)?(?<!\w)\d+\s*[,:(.;]"
)
_PREPRINT = re.compile(r"(?:arXiv|e-?print|preprint)\b", re.IGNORECASE)


def title_at(body: str, start: int) -> tuple[str, int]:
    """Return the title that begins at a place, and where it ends."""
    limit = min(len(body), start + _LONGEST_TITLE)
    for found in _SENTENCE_END.finditer(body, start, limit):
        before, after = body[start : found.start()], body[found.end() :].lstrip()
        if not before.strip():
            continue
        if found[0][0] == "." and _ABBREVIATION.search(before) and after:
            continue
        if found[0][0] in "?!" and not begins_venue(after):
            continue
        mark = found[0][0] if found[0][0] in "?!" else ""
        return before + mark, found.end()
    return body[start:limit], limit


def title_between_commas(body: str, start: int) -> tuple[str, int]:
    """Return the title that a comma ends, and where it ends; an empty one before a journal."""
    rest = body[start : start + _LONGEST_TITLE]
    if _JOURNAL.match(rest) or _PREPRINT.match(rest) or rest[:3] in ("in ", "In "):
        return "", start
    for found in re.finditer(r",\s+|\.\s+", rest):
        after = rest[found.end() :]
        if _VENUE.match(after) or _JOURNAL.match(after) or re.match(r"\(?(?:19|20)\d\d", after):
            return rest[: found.start()], start + found.end()
    end = rest.find(", ")
    end = len(rest) if end < 0 else end
    return rest[:end], start + end


def clean_title(text: str) -> str:
    """Return a title without quotation marks, the year and the volume that follow it."""
    text = _ADDRESS_TAIL.sub("", text).strip()
    earlier = None
    while text != earlier:
        earlier = text
        text = text.strip(" \t,;:.\u201c\u201d\"\u00ab\u00bb`'")
        text = _TRAILING.sub("", text)
    if _PREPRINT.match(text) and len(text.split()) < 4:  # noqa: PLR2004
        return ""
    return text


def begins_venue(after: str) -> bool:
    """Decide whether a text begins with a venue, a number of pages, or an address."""
    return not after or bool(_VENUE.match(after)) or bool(_NUMBERED.match(after))
