"""Names of notes that every file system takes, and links between them."""

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import quote

from papertrail.render.escaping import markdown, printable

_UNSAFE = re.compile(r'[<>:"/\\|?*#^\[\]%`$]')
"""What Windows refuses in names, and what Obsidian's links take for their own."""
_INVISIBLE = frozenset({"Cf", "Co", "Cn", "Cs", "Cc"})
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?")
_MOST_BYTES = 120
"""Of a name without its ending: file systems allow 255, encrypted ones 143."""
_IN_LINKS = re.compile(r"[\[\]|#^<>`\\]")


def folded(name: str) -> str:
    """Return a name as file systems that ignore case and composition compare it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def note_name(title: str, key: str, taken: Collection[str]) -> str:
    """Return the name of a new note, without its ending.

    Args:
        title: of the paper.
        key: its citation key, which is unique and joins the name if another note has the title.
        taken: folded names of other notes.
    """
    name = _safe(title)
    if name and folded(name) not in taken:
        return name
    safe_key = _safe(key) or "paper"
    rest = _cut(name, _MOST_BYTES - len(safe_key.encode()) - 3).strip(" .")
    first = f"{rest} ({safe_key})" if rest else safe_key
    found, number = first, 1
    while folded(found) in taken:
        number += 1
        found = f"{first} {number}"
    return found


def note_link(stem: str, title: str) -> str:
    """Return a link to a note: a wikilink, or one of Markdown where a name can't be in one."""
    if _IN_LINKS.search(stem) or "%%" in stem:
        return f"[{markdown(title)}]({quote(stem)}.md)"
    shown = " ".join(_IN_LINKS.sub(" ", printable(title)).split())
    if not shown or shown == stem:
        return f"[[{stem}]]"
    return f"[[{stem}|{shown}]]"


def _safe(text: str) -> str:
    plain = _UNSAFE.sub(" ", printable(text))
    seen = "".join(" " if unicodedata.category(sign) in _INVISIBLE else sign for sign in plain)
    name = _cut(" ".join(seen.split()), _MOST_BYTES).strip(" .")
    if _RESERVED.fullmatch(name):
        return f"{name}_" if "." not in name else f"_{name}"
    return name


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text that fits into some bytes, whole words if it has any."""
    content = text.encode("utf-8", "ignore")
    if len(content) <= most:
        return text
    cut = content[:most].decode("utf-8", "ignore")
    words, space, _ = cut.rpartition(" ")
    return words if space else cut
