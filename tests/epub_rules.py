"""The rules of EPUB 3.3 that a program can check without epubcheck.

https://www.w3.org/TR/epub-33/ and, for the container, its section on OCF ZIP containers.
"""

from __future__ import annotations

import posixpath
import re
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import lxml.etree

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_OPS = "{http://www.idpf.org/2007/ops}"
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_PAGE = "application/xhtml+xml"
_LOADED = ("src", "srcset", "poster", "data")
_MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ID = re.compile(r"[A-Za-z_][\w.-]*")
_FLOW = frozenset(
    [
        "html",
        "head",
        "title",
        "meta",
        "link",
        "body",
        "h1",
        "h2",
        "p",
        "a",
        "span",
        "nav",
        "ol",
        "li",
    ]
)


def broken_rules(content: bytes) -> list[str]:
    """Return each rule of EPUB that a file breaks, in words."""
    try:
        book = ZipFile(BytesIO(content))
    except BadZipFile:
        return ["it is no ZIP file"]
    broken = list(_of_container(book))
    if broken:
        return broken
    container = lxml.etree.fromstring(book.read("META-INF/container.xml"))
    (root,) = container.iter(f"{_CONTAINER}rootfile")
    if root.get("media-type") != "application/oebps-package+xml":
        broken.append("the package has another media type")
    package = root.get("full-path")
    return broken + _of_package(book, package)


def _of_container(book: ZipFile) -> list[str]:
    broken = []
    first = book.infolist()[0]
    if first.filename != "mimetype" or first.header_offset != 0:
        broken.append("mimetype is not the first file")
    elif first.compress_type != ZIP_STORED or first.extra:
        broken.append("mimetype is compressed, or has extra fields")
    elif book.read(first) != b"application/epub+zip":
        broken.append("mimetype has another content")
    names = book.namelist()
    if len({name.casefold() for name in names}) != len(names):
        broken.append("two files have one name")
    if "META-INF/container.xml" not in names:
        broken.append("there is no META-INF/container.xml")
    return broken


def _of_package(book: ZipFile, path: str) -> list[str]:
    package = lxml.etree.fromstring(book.read(path))
    return _of_metadata(package) + _of_manifest(book, path, package)


def _of_metadata(package: lxml.etree._Element) -> list[str]:
    broken = []
    if package.tag != f"{_OPF}package" or package.get("version") != "3.0":
        broken.append("it is no package of EPUB 3")
    metadata = package[0]
    identifiers = {each.get("id"): each.text for each in metadata.iter(f"{_DC}identifier")}
    if not identifiers.get(package.get("unique-identifier")):
        broken.append("the unique identifier is missing")
    broken += [
        f"dc:{name} is missing"
        for name in ("title", "language")
        if not any((each.text or "").strip() for each in metadata.iter(f"{_DC}{name}"))
    ]
    modified = [
        each.text
        for each in metadata.iter(f"{_OPF}meta")
        if each.get("property") == "dcterms:modified"
    ]
    if len(modified) != 1 or not _MODIFIED.fullmatch(modified[0] or ""):
        broken.append("dcterms:modified is not there once, in UTC")
    return broken


def _of_manifest(book: ZipFile, path: str, package: lxml.etree._Element) -> list[str]:
    broken = []
    _, manifest, spine = package
    items = {item.get("id"): item for item in manifest}
    if len(items) != len(manifest) or not all(map(_ID.fullmatch, items)):
        broken.append("ids of the manifest are not unique NCNames")
    folder = posixpath.dirname(path)
    paths = [posixpath.join(folder, item.get("href")) for item in manifest]
    rest = {*book.namelist()} - {"mimetype", "META-INF/container.xml", path}
    if sorted(paths) != sorted(rest):
        broken.append("the manifest does not list each file once")
    navigation = [item for item in manifest if "nav" in (item.get("properties") or "").split()]
    if len(navigation) != 1:
        broken.append("there is not one navigation document")
    refs = [ref.get("idref") for ref in spine]
    if not refs or len({*refs}) != len(refs) or not {*refs} <= {*items}:
        broken.append("the spine names no item, or one twice, or one that is not there")
    for item in manifest:
        if item.get("media-type") == _PAGE:
            page = posixpath.join(folder, item.get("href"))
            broken += _of_page(book, page, item, paths)
    return broken


def _of_page(book: ZipFile, path: str, item: lxml.etree._Element, paths: list[str]) -> list[str]:
    try:
        page = lxml.etree.fromstring(book.read(path))
    except lxml.etree.XMLSyntaxError as error:
        return [f"{path} is not well-formed: {error}"]
    broken = []
    title = page.findtext(f"{_XHTML}head/{_XHTML}title") or ""
    if page.tag != f"{_XHTML}html" or not title.strip():
        broken.append(f"{path} is no XHTML with a title")
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    if len({*ids}) != len(ids):
        broken.append(f"{path} has an id twice")
    has_maths = False
    for element in page.iter(lxml.etree.Element):
        has_maths |= element.tag == f"{_MATHML}math"
        if element.tag.startswith(_XHTML) and element.tag[len(_XHTML) :] not in _FLOW:
            broken.append(f"{path} has an element {element.tag}")
        elif not element.tag.startswith((_XHTML, _MATHML)):
            broken.append(f"{path} has an element of another vocabulary: {element.tag}")
        loaded = [element.get(name) for name in _LOADED if element.get(name)]
        if element.tag == f"{_XHTML}link" or (
            element.tag == f"{_XHTML}a" and "://" not in element.get("href")
        ):
            loaded.append(element.get("href"))
        broken += [
            f"{path} loads {address}, which the book does not have"
            for address in loaded
            if posixpath.join(posixpath.dirname(path), address.partition("#")[0]) not in paths
        ]
    properties = (item.get("properties") or "").split()
    if has_maths != ("mathml" in properties):
        broken.append(f"{path}: the property mathml is wrong")
    if "nav" in properties:
        broken += _of_navigation(page)
    return broken


def _of_navigation(page: lxml.etree._Element) -> list[str]:
    contents = [nav for nav in page.iter(f"{_XHTML}nav") if nav.get(f"{_OPS}type") == "toc"]
    if len(contents) != 1:
        return ["there is not one table of contents"]
    broken = []
    for entry in contents[0].iter(f"{_XHTML}li"):
        first = entry[0]
        if (
            first.tag not in (f"{_XHTML}a", f"{_XHTML}span")
            or not "".join(first.itertext()).strip()
        ):
            broken.append("an entry of the contents has no text")
        if first.tag == f"{_XHTML}span" and (len(entry) != 2 or not len(entry[1])):
            broken.append("a heading of the contents has no entries")
    return broken
