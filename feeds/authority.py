"""Decide which identifiers a source is the authority for.

No feed can change what the authority for a paper says of it.

An authority is a tuple of beginnings of `scheme:value`: `arxiv:` is every arXiv identifier,
`doi:10.1109/` every DOI of the IEEE. What a source says of other identifiers is a claim: a link to
a paper at arXiv, a DOI that an author typed.
"""

from functools import lru_cache
from urllib.parse import urlsplit

from feeds.source import Source

Authority = tuple[str, ...]

_ARXIV = ("arxiv:",)
_ANTHOLOGY = ("acl:", "doi:10.18653/", "doi:10.3115/", "doi:10.1162/tacl", "doi:10.1162/coli")
_IEEE = ("ieee:", "doi:10.1109/")
_OPENREVIEW = ("openreview:",)
_BY_KIND: dict[str, Authority] = {
    "arxiv": _ARXIV,
    "arxiv-search": _ARXIV,
    "openreview": _OPENREVIEW,
    "neurips": ("neurips:", "virtual:neurips/", *_OPENREVIEW),
    "icml": ("pmlr:", "virtual:icml/", *_OPENREVIEW),
    "cvpr": ("cvf:", "virtual:cvpr/", *_OPENREVIEW),
    "iccv": ("cvf:", "virtual:iccv/", *_OPENREVIEW),
    "wacv": ("cvf:",),
    **{name: (f"virtual:{name}/", *_OPENREVIEW) for name in ("iclr", "eccv", "mlsys", "colm")},
    **dict.fromkeys(("acl", "emnlp", "naacl", "eacl", "tacl", "findings", "anthology"), _ANTHOLOGY),
    **dict.fromkeys(("tpami", "tip", "tnnls", "tkde"), _IEEE),
}
"""By the part of a source's name before the colon."""


def authority_of(source: Source) -> Authority:
    """Return a source's authority: what it declares as `authority`, else what its name gives it."""
    declared = getattr(source, "authority", None)
    if declared is None:
        return authority_by_name(source.name)
    return tuple(declared)


@lru_cache(1024)
def authority_by_name(name: str) -> Authority:
    """Return the authority of a source by its name, such as `arxiv:cs.LG` or the address of a feed.

    A feed is the authority for addresses on its own host, and for arXiv's identifiers if that host
    is arXiv's; a name that is not built in has none.
    """
    kind = name.partition(":")[0].lower()
    if kind in ("http", "https"):
        return _of_address(name)
    return _BY_KIND.get(kind, ())


def is_own(identifier: tuple[str, str], authority: Authority) -> bool:
    """Return whether an identifier, as (scheme, value), is one that the authority covers."""
    return ":".join(identifier).startswith(authority)


def _of_address(address: str) -> Authority:
    try:
        host = urlsplit(address).netloc.lower().rpartition("@")[2].removeprefix("www.")
    except ValueError:
        return ()
    if not host:
        return ()
    places = tuple(
        f"{kind}:{scheme}://{www}{host}/"
        for kind in ("url", "guid")
        for scheme in ("https", "http")
        for www in ("", "www.")
    )
    if host == "arxiv.org" or host.endswith(".arxiv.org"):
        return (*_ARXIV, *places)
    return places
