"""Find web addresses in texts: broken over lines, without scheme, with footnote marks glued."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST = 500
"""Characters of an address at most."""
_MOST = 1_000
"""Addresses of a text at most."""
_MOST_BREAKS = 5
"""Line breaks inside an address at most."""
_SIGNS = r"[^\s<>\"\u201c\u201d\u2018\u2019{}|\\^`\u3000-\u303f\uff08\uff09\uff0c\u4e00-\u9fff]"
_HOSTS = (
    r"github\.com|gitlab\.com|bitbucket\.org|huggingface\.co|zenodo\.org|figshare\.com|osf\.io"
    r"|codeberg\.org|sourceforge\.net|kaggle\.com|codalab\.org|hf\.co|dataverse\.harvard\.edu"
)
_TLDS = "com|org|net|io|ai|app|dev|edu|gov|de|cn|co|me|tech|science|eu|fr|uk|ch|jp|info|xyz|page"
_START = re.compile(
    rf"(?P<scheme>https?:(?:\s?//)?)|(?<![\w@./-])(?P<www>www\.)(?=[\w-])"
    rf"|(?<![\w@./-])(?P<known>(?:{_HOSTS})/(?=\w))"
    rf"|(?<![\w@./-])(?P<bare>(?:[a-z0-9][a-z0-9-]{{0,40}}\.){{1,3}}(?:{_TLDS})/(?=[\w~]))"
    r"|git@(?P<ssh>(?:github|gitlab)\.com):(?=\w)"
    r"|(?<![\w./-])(?P<doi>10\.5281/zenodo\.(?=\d))"
    rf"|(?<![\w@./-])(?P<page>[a-z0-9][a-z0-9-]{{0,60}}\.github\.io)\b",
    re.IGNORECASE,
)
_ANY = re.compile(rf"https?:|www\.|\.(?:{_TLDS})/|\.github\.io|git@|10\.5281/", re.IGNORECASE)
"""What every address has; much faster to look for than an address."""
_REST = re.compile(rf"{_SIGNS}{{0,{_LONGEST}}}")
_BREAK = re.compile("[ \t]*(?:\r?\n|\ufffe\n?|\u00ad\n?)[ \t]*")
_NEXT = re.compile(rf"{_SIGNS}{{1,200}}")
_INSIDE = re.compile(r"[a-z0-9~%_-]+[./_=?#-]|[\w-]*\d|/", re.IGNORECASE)
_WORD_END = re.compile(r"[a-z]+(?:\.[a-z]{2,4})+(?:/|\Z)", re.IGNORECASE)
_TRAILING = re.compile(r"[.,;:!?'\"*\u2020\u2021\u00a7\u2217\u2022\u2026\u00b7]+\Z")
_PAIRS = {")": "(", "]": "["}
_HOST_END = re.compile(r"https?://[\w.-]*\Z", re.IGNORECASE)
_REPOSITORY_TO_COME = re.compile(
    rf"(?:https?://)?(?:www\.)?(?:{_HOSTS})/(?:[\w.-]+/)?\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Address:
    """A web address in a text.

    Attributes:
        url: with a scheme if one is printed, without what follows it.
        start: where it begins in the text.
        end: where it ends there.
    """

    url: str
    start: int
    end: int


def find_addresses(text: str) -> Iterator[Address]:
    """Yield the web addresses of a text whose lines are apart by line feeds, in order."""
    if not _ANY.search(text):
        return
    place = 0
    for _ in range(_MOST):
        found = _START.search(text, place)
        if not found:
            return
        address = _read(text, found)
        if address is None:
            place = found.end()
            continue
        yield address
        place = max(address.end, found.end())


def _read(text: str, found: re.Match[str]) -> Address | None:
    url, end = "", found.start()
    for _ in range(_MOST_BREAKS):
        more = _REST.match(text, end)
        url, end = url + (more[0] if more else ""), more.end() if more else end
        following = _continuation(text, url, end)
        if following is None or len(url) > _LONGEST:
            break
        joint, end = following
        url += joint
    if found["ssh"]:
        url = f"https://{url[4:].replace(':', '/', 1)}"
    elif found["doi"]:
        url = f"https://doi.org/{url}"
    url = _trimmed(url.replace("\ufffe", "-").replace("\u00ad", "-"))
    bare = re.sub(r"https?:(?://)?", "", url, count=1, flags=re.IGNORECASE)
    if "." not in bare or len(bare) < 4 or not bare[0].isalnum():  # noqa: PLR2004
        return None
    return Address(url, found.start(), end)


def _continuation(text: str, url: str, end: int) -> tuple[str, int] | None:
    """Return what joins an address to the next line, and where that begins, or None."""
    gap = _BREAK.match(text, end)
    if not gap:
        # A space after the scheme, before or after the slashes.
        spaced = re.compile(r"[ \t]{1,2}(?=//|[\w-]+\.)").match(text, end)
        return ("", spaced.end()) if spaced and re.fullmatch(r"https?:(?://)?", url) else None
    following = _NEXT.match(text, gap.end())
    if not following:
        return None
    token = following[0]
    joint = "-" if "\ufffe" in gap[0] or "\u00ad" in gap[0] else ""
    return (joint, gap.end()) if joint or _goes_on(url, token) else None


def _goes_on(url: str, token: str) -> bool:  # noqa: PLR0911 - one for each way a line ends
    """Decide whether an address that ends a line goes on with a word of the next one."""
    if re.match(r"https?:", token, re.IGNORECASE) or re.match(r"\[?\d{1,3}[\].]\Z", token):
        return False
    if re.fullmatch(r"https?:/{0,2}", url, re.IGNORECASE):
        return True
    if token[0] == "/" and url[-1] != "/":
        return len(token) > 1
    last = url[-1]
    if last in "-_=#&?%~":
        return token[0].isalnum()
    if last == ".":
        # The host is cut: "github." + "com/owner"; otherwise the dot ends a sentence.
        if _HOST_END.match(url) or url.count("/") == 0:
            return bool(re.match(r"[a-z0-9-]+(?:[./]|\Z)", token)) and url.count(".") < 4  # noqa: PLR2004
        return bool(re.match(r"(?:html?|pdf|php|git|[a-z0-9_-]+[/_=?]\S*)(?![a-z])", token))
    if last == "/":
        if _REPOSITORY_TO_COME.fullmatch(url):
            return token[0].isalnum() and not re.fullmatch(r"[A-Z]?[a-z]+,", token)
        return bool(_INSIDE.match(token)) and not re.match(r"\d{1,2}[\s.]?\Z|\d+\.?\Z", token)
    return False


def _trimmed(url: str) -> str:
    """Return an address without the punctuation that follows it."""
    earlier = None
    while url != earlier:
        earlier = url
        url = _TRAILING.sub("", url)
        if url and url[-1] in _PAIRS and url.count(url[-1]) > url.count(_PAIRS[url[-1]]):
            url = url[:-1]
    # A bracket that was opened before the address ends it, whatever is glued to it.
    for close, opening in _PAIRS.items():
        at = url.find(close)
        if at > 0 and opening not in url[:at]:
            url = _TRAILING.sub("", url[:at])
    return url


def without_mark(url: str, text: str) -> str:
    """Return an address without a footnote mark glued to it.

    Digits at its end are a mark if the name before them occurs elsewhere in the text, and the name
    with them does not.

    Args:
        url: as printed.
        text: the whole text, squeezed: lower case, without spaces and hyphens.
    """
    found = re.search(r"([A-Za-z][\w.-]*?)(\d{1,2})\Z", url)
    if not found or url[: found.start()][-1:] != "/":
        return url
    name, whole = (part.casefold().replace("-", "") for part in (found[1], found[0]))
    named = text.count(name) > text.count(whole)
    return url[: found.start(2)] if named and text.count(whole) <= 1 else url
