"""Know what the web addresses in papers lead to: repositories, data, sites of projects."""

import re
from urllib.parse import urlsplit

from papertrail.types.document import LinkKind

_REPOSITORIES = re.compile(
    r"(?:github\.com|gitlab\.com|gitlab\.[\w.-]+|bitbucket\.org|codeberg\.org|gitee\.com"
    r"|git\.[\w.-]+)\Z"
)
_CODE_HOSTS = re.compile(
    r"(?:sourceforge\.net|[\w-]+\.sourceforge\.net|code\.google\.com|anonymous\.4open\.science"
    r"|colab\.research\.google\.com|gist\.github\.com|pypi\.org|cran\.r-project\.org"
    r"|raw\.githubusercontent\.com|codeocean\.com|replicate\.com|tfhub\.dev|modelscope\.cn)\Z"
)
_DATA_HOSTS = re.compile(
    r"(?:zenodo\.org|[\w.]*figshare\.com|osf\.io|datadryad\.org|[\w.-]*dataverse[\w.-]*"
    r"|archive\.ics\.uci\.edu"
    r"|data\.mendeley\.com|catalog\.ldc\.upenn\.edu|ieee-dataport\.org|physionet\.org"
    r"|opendatalab\.com"
    r"|data\.[\w.-]+)\Z"
)
_RESOLVERS = frozenset({"doi.org", "dx.doi.org"})
_DATA_DOI = re.compile(
    r"/(?:10\.5281/zenodo\.|10\.57967/hf/|10\.6084/m9\.figshare|10\.17605/osf\.io|10\.5061/dryad"
    r"|10\.7910/dvn/)",
    re.IGNORECASE,
)
_SOFTWARE = frozenset(
    {
        "keras.io",
        "pytorch.org",
        "tensorflow.org",
        "scikit-learn.org",
        "spacy.io",
        "nltk.org",
        "opencv.org",
        "fasttext.cc",
        "mxnet.io",
        "jax.dev",
        "rdkit.org",
        "lammps.org",
        "openai.github.io",
    }
)
_PAGES = re.compile(
    r"[\w-]+\.(?:github\.io|gitlab\.io|netlify\.app|vercel\.app|pages\.dev|web\.app)\Z"
)
_SITES = re.compile(r"sites\.google\.com\Z")
_NOT_OWNERS = frozenset(
    {
        "about",
        "account",
        "apps",
        "blog",
        "collections",
        "contact",
        "customer-stories",
        "enterprise",
        "events",
        "explore",
        "features",
        "issues",
        "join",
        "login",
        "marketplace",
        "new",
        "notifications",
        "orgs",
        "pricing",
        "pulls",
        "search",
        "security",
        "settings",
        "site",
        "sponsors",
        "stars",
        "topics",
        "trending",
        "users",
        "docs",
        "datasets",
        "models",
        "spaces",
        "papers",
    }
)
_UNIVERSITY = re.compile(r"(?:\.edu|\.ac\.[a-z]{2}|\.edu\.[a-z]{2})\Z")
_HUGGING_FACE = frozenset({"huggingface.co", "hf.co"})
_ABOUT_DATA = re.compile(r"data(?:set|base)?s?\b|corpus|corpora|benchmark|challenge", re.IGNORECASE)
_ABOUT_CODE = re.compile(r"\b(?:code|software|toolkit|download)\b", re.IGNORECASE)
_ABOUT_PROJECT = re.compile(r"\b(?:demos?|projects?|webpage)\b", re.IGNORECASE)
_NO_RESOURCE = re.compile(
    r"/(?:docs?|documentation|install\w*|faq|blogs?|news|about|leaderboards?|results|papers?|pdf"
    r"|publications?"
    r"|login|wiki|terms|licenses?|articles?|people)(?:[/._]|\Z)|\.pdf\Z|leaderboard"
    r"|/install[\w.]*\Z",
    re.IGNORECASE,
)
_PAPERS = re.compile(
    r"(?:arxiv\.org|doi\.org|aclanthology\.org|aclweb\.org|openreview\.net|proceedings\.[\w.-]+"
    r"|papers\.[\w.-]+"
    r"|dl\.acm\.org|doi\.acm\.org|ieeexplore\.ieee\.org|link\.springer\.com|sciencedirect\.com"
    r"|jmlr\.org"
    r"|semanticscholar\.org|api\.semanticscholar\.org|hal\.[\w.-]+|biorxiv\.org|medrxiv\.org"
    r"|nature\.com"
    r"|openaccess\.thecvf\.com|aaai\.org|ojs\.aaai\.org|usenix\.org|ceur-ws\.org"
    r"|creativecommons\.org"
    r"|readthedocs\.io|[\w-]+\.readthedocs\.io|wikipedia\.org|[\w-]+\.wikipedia\.org|wikimedia\.org"
    r"|commons\.wikimedia\.org|medium\.com|youtube\.com|youtu\.be|twitter\.com|x\.com|orcid\.org"
    r"|docs\.[\w.-]+|blog\.[\w.-]+|[\w.-]*stackexchange\.com|stackoverflow\.com|linkedin\.com)\Z"
)


def parts_of(url: str) -> tuple[str, str]:
    """Return the host, in lower case and without `www.`, and the path of an address."""
    try:
        split = urlsplit(url if "://" in url else f"https://{url}")
        host = split.hostname or ""
    except ValueError:
        return "", ""
    path = split.path + (f"#{split.fragment}" if split.fragment else "")
    return host.removeprefix("www."), path


def resource_key(url: str) -> str:
    """Return a form of an address in which two that lead to the same place are equal."""
    host, path = parts_of(url)
    key = f"{host}{path}".rstrip("/").removesuffix(".git").rstrip("/")
    return key.casefold()


def repository_kind(url: str) -> LinkKind | None:  # noqa: PLR0911 - one for each kind of host
    """Return what an address at a host of code or data leads to; None at other hosts."""
    host, path = parts_of(url)
    names = [name for name in path.partition("#")[0].split("/") if name]
    if _REPOSITORIES.match(host):
        complete = len(names) > 1 and names[0].lower() not in _NOT_OWNERS
        return _of_repository(names) if complete else None
    if host in _HUGGING_FACE:
        if names[:1] == ["datasets"] and len(names) > 1:
            return LinkKind.DATA
        if names[:1] == ["spaces"] and len(names) > 2:  # noqa: PLR2004
            return LinkKind.PROJECT
        is_model = len(names) > 1 and names[0] not in _NOT_OWNERS
        is_collection = names[:1] == ["collections"] and len(names) > 2  # noqa: PLR2004
        return LinkKind.CODE if is_model or is_collection else None
    if host == "kaggle.com":
        return LinkKind.DATA if len(names) > 1 else None
    if host in _RESOLVERS:
        return LinkKind.DATA if _DATA_DOI.match(path) else None
    if _CODE_HOSTS.match(host):
        return LinkKind.CODE if names else None
    if _DATA_HOSTS.match(host):
        return LinkKind.DATA if names else None
    if host in _SOFTWARE:
        return LinkKind.CODE
    return None


def _of_repository(names: list[str]) -> LinkKind:
    if len(names) > 2 and names[2] in ("issues", "discussions", "pull"):  # noqa: PLR2004
        return LinkKind.PROJECT
    about_data = re.search(
        r"(?:^|[-_])(?:data(?:set)?s?|corpus|bench(?:mark)?)(?:$|[-_])", names[1], re.IGNORECASE
    )
    return LinkKind.DATA if about_data else LinkKind.CODE


def site_kind(url: str) -> LinkKind | None:  # noqa: PLR0911 - one for each kind of site
    """Return what the site of a project or a data set leads to; None for any other site."""
    host, path = parts_of(url)
    if not host or _PAPERS.match(host):
        return None
    if _PAGES.match(host):
        return LinkKind.PROJECT
    if _NO_RESOURCE.search(path):
        return None
    if _SITES.match(host) and path.startswith("/view"):
        return LinkKind.PROJECT
    words = re.sub(r"[/_.-]", " ", f"{host} {path}")
    if _ABOUT_DATA.search(words):
        return LinkKind.DATA
    if _ABOUT_CODE.search(words):
        return LinkKind.CODE
    if _ABOUT_PROJECT.search(words):
        return LinkKind.PROJECT
    # The machine of one project, such as mallet.cs.umass.edu, or a person's folder for it.
    labels = host.count(".") + 1
    if _UNIVERSITY.search(host) and (
        (labels > 3 and path in ("", "/")) or re.match(r"/~[\w.-]+/\w", path)  # noqa: PLR2004
    ):
        return LinkKind.PROJECT
    return None


def is_paper(url: str) -> bool:
    """Decide whether an address leads to a paper, or to what is no resource of a paper."""
    host, path = parts_of(url)
    return not host or bool(_PAPERS.match(host)) or bool(_NO_RESOURCE.search(path))


def is_citation(url: str) -> bool:
    """Decide whether a bibliography cites an address for what is said there, such as an issue."""
    host, path = parts_of(url)
    if host in _SOFTWARE or host in _RESOLVERS:
        return True
    if _REPOSITORIES.match(host):
        return bool(re.search(r"/(?:issues|discussions|pull)/", path))
    return host == "kaggle.com" and path.startswith(("/c/", "/competitions/"))
