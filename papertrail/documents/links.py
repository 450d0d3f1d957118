"""Find links to code, data and sites of projects in abstracts, comments and full texts. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from papertrail.documents.addresses import Address, find_addresses, without_mark
from papertrail.documents.hosts import (
    is_citation,
    is_paper,
    parts_of,
    repository_kind,
    resource_key,
    site_kind,
)
from papertrail.documents.link_words import is_about_data, is_released, names_own, promises, whose
from papertrail.documents.references.bibliography import find_bibliographies
from papertrail.documents.references.joining import join_lines, tamed
from papertrail.documents.references.lines import Line, lines_of, squeezed
from papertrail.types.document import DocumentText, Link, LinkKind, Page, Whose

_MOST = 200
"""Links of a paper at most."""
_CONTEXT = 400
"""Characters around an address that are its context at most."""
_NEAR = 160
_FIRST_PAGES = 2
_TITLE = 400
"""Characters at the beginning of a document in which its title is."""
_FOOTNOTE = re.compile(r"\s*(\d{1,2}|[*\u2020\u2021\u00a7\u00b6\u2217]{1,3})\s?[.)]?\s*(?=\S)")
_BEFORE = re.compile(r"[.!?\u3002]\s+(?=[A-Z\u3400-\u9fff\u201c(])")
_AFTER = re.compile(r"[.!?\u3002](?=\s+[A-Z\u3400-\u9fff]|\s*\Z)")


@dataclass(slots=True)
class _Found:
    """The links found so far, by what they lead to."""

    links: dict[str, Link] = field(default_factory=dict)

    def add(self, link: Link) -> None:
        key = resource_key(link.url or "")
        known = self.links.get(key)
        if known is None:
            self.links[key] = link
        elif known.whose is not Whose.OWN and link.whose is Whose.OWN:
            self.links[key] = replace(known, whose=Whose.OWN, context=link.context)

    def spread(self) -> None:
        """Take what has the name of the authors' own repository or site for theirs."""
        own = [key for key, link in self.links.items() if link.whose is Whose.OWN]
        names = {_name_of(key) for key in own} - {""}
        for key, link in self.links.items():
            below = any(key.startswith(f"{other}/") for other in own)
            if link.whose is Whose.MENTIONED and (below or _name_of(key) in names):
                self.links[key] = replace(link, whose=Whose.OWN)

    @property
    def own_hosts(self) -> frozenset[str]:
        """The hosts of the authors' own sites."""
        return frozenset(
            parts_of(link.url or "")[0]
            for link in self.links.values()
            if link.whose is Whose.OWN and repository_kind(link.url or "") is None
        )


def find_links(
    document: DocumentText | None, abstract: str = "", comment: str = ""
) -> tuple[Link, ...]:
    """Return the links to code, data and sites of projects that a paper prints, each once.

    What is promised without an address has the url None, once for code and once for data.

    Args:
        document: the paper's full text; None if it is not fetched.
        abstract: as sources give it.
        comment: likewise.
    """
    found = _Found()
    abstract, comment = tamed(abstract), tamed(comment)
    if document is not None:
        pages = tuple(Page(page.number, tamed(page.text)) for page in document.pages)
        document = replace(document, pages=pages)
    for text in (abstract, comment):
        for address in find_addresses(text):
            link = _in_abstract(text, address)
            if link:
                found.add(link)
    if document is not None:
        _read_pages(document, found)
    links = [*found.links.values()][:_MOST]
    return (*links, *_promised(document, abstract, comment, links))


def _in_abstract(text: str, address: Address) -> Link | None:
    """Return the link at an address in an abstract or a comment; it is the authors' by default."""
    context = _sentence(text, address)
    kind = repository_kind(address.url) or site_kind(address.url)
    if kind is None:
        if is_paper(address.url) or not names_own(context):
            return None
        kind = LinkKind.PROJECT
    if kind is LinkKind.CODE and is_about_data(context):
        kind = LinkKind.DATA
    owner = Whose.OWN if is_released(context) else whose(context, by_default=Whose.OWN)
    return Link(address.url, kind, owner, None, context)


def _read_pages(document: DocumentText, found: _Found) -> None:
    cited = _bibliography(document)
    whole = squeezed(" ".join(page.text for page in document.pages))
    title = squeezed(document.pages[0].text[:_TITLE]) if document.pages else ""
    later: list[Link] = []
    for page in document.pages:
        text = page.text
        for address in find_addresses(text):
            bare = replace(address, url=without_mark(address.url, whole))
            line = _line_at(text, address.start)
            if (page.number, squeezed(line)) in cited:
                link = _in_bibliography(bare, page.number, text)
            else:
                link = _in_text(bare, page.number, text, title)
                if link is None and not is_paper(bare.url):
                    later.append(Link(bare.url, LinkKind.PROJECT, Whose.OWN, page.number, line))
            if link:
                found.add(link)
    found.spread()
    # Other pages of the paper's own site.
    hosts = found.own_hosts
    for link in later:
        if parts_of(link.url or "")[0] in hosts:
            found.add(link)


def _in_bibliography(address: Address, page: int, text: str) -> Link | None:
    kind = repository_kind(address.url)
    if kind is None or is_citation(address.url):
        return None
    return Link(address.url, kind, Whose.USED, page, _sentence(text, address))


def _in_text(address: Address, page: int, text: str, title: str) -> Link | None:
    """Return the link at an address in a page's text or in a footnote."""
    context, is_footnote = _context(text, address)
    kind = repository_kind(address.url) or site_kind(address.url)
    if kind is None:
        # What is said just before it: a page has many sentences, and not all end in a full stop.
        near = context.partition(address.url[:20])[0][-_NEAR:]
        if is_paper(address.url) or not names_own(near):
            return None
        kind = LinkKind.PROJECT
    usual = Whose.MENTIONED
    if _is_named_in(address.url, title) or (
        is_footnote and page <= _FIRST_PAGES and repository_kind(address.url)
    ):
        usual = Whose.OWN
    if kind is LinkKind.CODE and is_about_data(context):
        kind = LinkKind.DATA
    return Link(address.url, kind, whose(context, by_default=usual), page, context)


def _name_of(key: str) -> str:
    """Return the name of a repository, or of a site by its host, by which both are compared."""
    names = key.split("/")
    if repository_kind(key):
        return squeezed(names[2]) if len(names) > 2 else ""  # noqa: PLR2004
    return squeezed(names[0].partition(".")[0])


def _is_named_in(url: str, title: str) -> bool:
    """Decide whether a title has the name of a repository or site."""
    host, path = parts_of(url)
    names = [squeezed(name) for name in path.split("/") if name]
    name = names[1] if len(names) > 1 else squeezed(host.partition(".")[0])
    return len(name) > 3 and name in title  # noqa: PLR2004


def _context(text: str, address: Address) -> tuple[str, bool]:
    """Return the sentence that names an address, with that of its footnote mark, if it has one."""
    line_start = text.rfind("\n", 0, address.start) + 1
    found = _FOOTNOTE.match(text, line_start)
    if not found or found.end() > address.start or address.start - line_start > 80:  # noqa: PLR2004
        return _sentence(text, address), False
    sentence = _sentence(text[line_start:], _moved(address, line_start))
    mark = re.escape(found[1])
    glued = r"\d" if found[1].isdigit() else r"\w"
    used = re.compile(rf"(?<=[^\s\d(\[,]){mark}(?!{glued})(?=[\s.,;:)\u3002\uff1b\uff0c]|\Z)")
    apart = re.compile(rf"(?<=[^\W\d_])\s{mark}(?=\s[a-z])")
    place = used.search(text, 0, line_start) or apart.search(text, 0, line_start)
    if place is None:
        return sentence, True
    return f"{_sentence(text, Address('', place.start(), place.end()))} {sentence}", True


def _moved(address: Address, by: int) -> Address:
    return Address(address.url, address.start - by, address.end - by)


def _sentence(text: str, address: Address) -> str:
    """Return the sentence around an address, in one line."""
    start, end = max(0, address.start - _CONTEXT), min(len(text), address.end + _CONTEXT // 2)
    before, after = text[start : address.start], text[address.end : end]
    starts = [found.end() for found in _BEFORE.finditer(before)]
    if starts:
        before = before[starts[-1] :]
    stop = _AFTER.search(after)
    if stop:
        after = after[: stop.end()]
    shown = text[address.start : address.end]
    return join_lines(f"{before}{shown}{after}".split("\n"))


def _line_at(text: str, place: int) -> str:
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    return text[start : len(text) if end < 0 else end]


def _bibliography(document: DocumentText) -> frozenset[tuple[int, str]]:
    """Return the lines of the bibliographies, squeezed, with their pages."""
    parts: list[list[Line]] = find_bibliographies(lines_of(document))
    return frozenset((line.page, squeezed(line.text)) for part in parts for line in part)


def _promised(
    document: DocumentText | None, abstract: str, comment: str, links: Sequence[Link]
) -> list[Link]:
    """Return what is promised without an address, each kind once.

    What the paper has an address of, next to its abstract, is promised no longer.
    """
    own = {link.kind for link in links if link.whose is Whose.OWN}
    first = {link.kind for link in links if link.whose is Whose.OWN and link.page is None}
    found: dict[LinkKind, Link] = {}
    for page, text, announced in _texts(document, abstract, comment):
        for kind, sentence in promises(text, announced=announced):
            is_future = next(promises(sentence, announced=False), None) is not None
            known = first if is_future else own
            if kind in found or kind in known or LinkKind.PROJECT in known:
                continue
            found[kind] = Link(None, kind, Whose.PROMISED, page, sentence)
    return [*found.values()]


def _texts(
    document: DocumentText | None, abstract: str, comment: str
) -> Iterator[tuple[int | None, str, bool]]:
    """Yield (page, text in one line, whether what is announced counts)."""
    yield None, " ".join(abstract.split()), True
    yield None, " ".join(comment.split()), True
    if document is None:
        return
    for page in document.pages:
        text = join_lines(page.text.split("\n"))
        yield page.number, text, page.number == 1
