"""The files of a home in open formats: their names, and the records that are in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import tomlkit
from tomlkit.items import Array

from feeds.addresses import has_secret, redact
from feeds.paper import Author, Paper
from papertrail.types.digest import Digest, DigestPaper, SourceHealth
from papertrail.types.work import Appearance, Work

FORMAT = "papertrail home 1"
MANIFEST = "manifest.json"
CONFIG = "config.toml"
PAPERS = "papers.jsonl"
LIBRARY = "library.jsonl"
DIGESTS = "digests.jsonl"
SEARCHES = "searches.toml"
SEPARATED = "separated.jsonl"
SAMPLE = "sample.json"
README = "README.md"
TEMPLATES = "templates/"
READ_ME = """\
# A papertrail home in open formats

| file | holds |
| --- | --- |
| config.toml | settings, feeds, topics and channels, without passwords and secret addresses |
| papers.jsonl | the stored papers, one JSON object a line, in the order in which they were stored |
| library.jsonl | states, opinions, tags, priorities, notes and citation keys, one line a paper |
| digests.jsonl | the digests that were made, and where they were sent |
| searches.toml | saved searches |
| separated.jsonl | papers that you said are not the same |
| sample.json | the papers that topics compare others with, so that scores stay the same |
| library.bib, feeds.opml, notes/ | the same for other programs; import --all does not read them |
| templates/ | your own templates |

`papertrail import --all FOLDER` reads it into a new home. PDFs and the record for undo are not in
it; `papertrail backup` has them.
"""
_SECRET_KEYS = re.compile(r"(?i)(?:\b|_)(?:password|token|secret|pass|api_key)\b(?!_file)")
_OF_ARXIV = ("version", "submitted", "updated", "comment", "journal_ref")


def without_secrets(text: str) -> tuple[str, list[str]]:
    """Return a configuration without secrets, and what was left out, each by its name."""
    document = tomlkit.parse(text)
    removed: list[str] = []
    _clean(document, "", removed)
    lines = []
    for line in tomlkit.dumps(document).splitlines():
        comment = line.partition("#")[2]
        if comment and _SECRET_KEYS.search(comment.partition("=")[0]) and "=" in comment:
            continue
        lines.append(redact(line) if line.lstrip().startswith("#") else line)
    return "\n".join([*lines, ""]), removed


def _clean(table: Any, path: str, removed: list[str]) -> None:  # noqa: ANN401 - of any type
    for key in list(table):
        value = table[key]
        name = f"{path}{key}"
        if isinstance(value, Mapping):
            _clean(value, f"{name}.", removed)
        elif isinstance(value, Array | list) and value and isinstance(value[0], Mapping):
            for item in value:
                _clean(item, f"{name}.", removed)
        elif isinstance(value, list):
            for place in reversed(range(len(value))):
                if has_secret(str(value[place])):
                    removed.append(f"{name}: {redact(str(value[place]))}")
                    del value[place]
        elif _is_secret(path, key, value):
            removed.append(name)
            if key == "url" and table.get("kind") == "webhook":
                # A webhook has to have an address.
                table[key] = _host(str(value))
            else:
                del table[key]


def _host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}/"


def _is_secret(path: str, key: str, value: object) -> bool:
    if _SECRET_KEYS.search(key) or has_secret(str(value)):
        return True
    # The address of a push service or a webhook is all that it takes to write there.
    return path.startswith("deliver.") and key == "url"


def paper_record(
    work: Work, appearances: Sequence[Appearance], events: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return a stored paper as a line has it."""
    record = asdict(work)
    del record["key"], record["sources"]
    shown = [asdict(each) for each in appearances]
    for each in shown:
        del each["title"]
    return {"id": work.id, **record, "appearances": shown, "events": list(events)}


def papers_of(record: Mapping[str, Any]) -> list[tuple[str, datetime, Paper]]:
    """Return what each source shows of a recorded paper, as (source, since when, paper)."""
    shown = record["appearances"]
    is_on_arxiv = any(_is_arxiv(each) for each in shown)
    found = []
    for each in shown:
        speaks = _is_arxiv(each) or not is_on_arxiv
        seen = datetime.fromisoformat(each["seen"])
        found.append((each["source"], seen, _paper(record, each, speaks=speaks)))
    return found


def _is_arxiv(shown: Mapping[str, Any]) -> bool:
    return bool(shown["identifiers"] and shown["identifiers"][0][0] == "arxiv")


def _paper(record: Mapping[str, Any], shown: Mapping[str, Any], *, speaks: bool) -> Paper:
    own = {name: record[name] if speaks else None for name in _OF_ARXIV}
    return Paper(
        tuple((scheme, value) for scheme, value in shown["identifiers"]),
        record["title"],
        record["abstract"],
        tuple(Author(each["name"], each["affiliation"]) for each in record["authors"]),
        shown["url"] or record["url"],
        version=own["version"],
        submitted=_moment(own["submitted"]),
        updated=_moment(own["updated"]),
        announced=_day(record["announced"]),
        categories=tuple(record["categories"]) if speaks else (),
        venue=shown["venue"],
        year=shown["year"],
        comment=own["comment"],
        journal_ref=own["journal_ref"],
        withdrawn=record["withdrawn"] or None,
    )


def digest_record(
    digest: Digest, names: Mapping[int, str], events: Sequence[Any]
) -> dict[str, Any]:
    """Return a digest as a line has it.

    Args:
        digest: as it was recorded.
        names: ids of papers, by their keys.
        events: those that it reports, each as [id of its paper, its place among the paper's].
    """
    record = asdict(digest)
    record["last_work"] = sum(key <= digest.last_work for key in names)
    record["events"] = list(events)
    for part in ("papers", "more"):
        for paper in record[part]:
            paper["work"] = names[paper["work"]]
    return record


def digest_of(
    record: Mapping[str, Any], keys: Mapping[str, int], last_work: int, events: Sequence[int]
) -> Digest:
    """Return the digest of a line; `keys` are those of papers, by their ids."""
    values = dict(record)
    for part in ("papers", "more"):
        values[part] = tuple(
            DigestPaper(**{**paper, "work": keys[paper["work"]]}) for paper in record[part]
        )
    values["sources"] = tuple(SourceHealth(**source) for source in record["sources"])
    values |= {"last_work": last_work, "events": tuple(events)}
    return Digest(**values)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
