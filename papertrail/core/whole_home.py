"""Write everything that a person put into a home in open formats."""

import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

from papertrail import user_files
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError
from papertrail.exchange import whole_home as files
from papertrail.types.whole_home import WholeHome

if TYPE_CHECKING:
    from papertrail.store.reader.whole import WholeReader

_BATCH = 1_000
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_PRIVATE = 0o600
_MOMENT_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def export_home(resources: Resources, path: Path) -> WholeHome:
    """Write a home into a folder or, if the name ends with .zip, into one file.

    The same home gives the same bytes. Of a folder that holds an earlier export, the files are
    replaced.

    Raises:
        PapertrailError: the folder holds something else.
        OSError: it can't be written.
    """
    path = path.expanduser()
    if path.suffix.lower() != ".zip":
        _refuse_foreign(path)
    with resources.store.reading():
        contents, written = _contents(resources)
    if path.suffix.lower() == ".zip":
        _write_zip(path, contents)
        return written
    for name, text in contents.items():
        file = path / name
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        user_files.write(file, text.encode("utf-8", "replace"), mode=_PRIVATE)
    return written


def _refuse_foreign(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise PapertrailError(f"{path} is a file", "name a folder, or a file that ends with .zip")
    if path.is_dir() and any(path.iterdir()) and not (path / files.MANIFEST).is_file():
        raise PapertrailError(
            f"{path} holds something else", "name a new folder, or one of an earlier export"
        )


def _contents(resources: Resources) -> tuple[dict[str, str], WholeHome]:
    """Return the text of each file by its name, and what they hold."""
    from papertrail.config.loader import read
    from papertrail.core.feeds import Feeds

    store = resources.store
    whole = store.whole
    keys = whole.work_keys()
    config, removed = files.without_secrets(read(resources.home.config_file))
    names, event_places, papers = _papers(resources, whole, keys)
    about = whole.about_works()
    library = [{"id": names[key], **tables} for key, tables in about.items()]
    digests = _digests(resources, whole, names, event_places)
    searches = store.searches.all()
    written = WholeHome(
        len(papers),
        len(library),
        len(digests),
        len(searches),
        tuple(f"left out, as it is a secret: {name}" for name in removed),
    )
    contents = {
        files.README: files.READ_ME,
        files.CONFIG: config,
        files.PAPERS: _lines(papers),
        files.LIBRARY: _lines(library),
        files.DIGESTS: _lines(digests),
        files.SEARCHES: tomlkit.dumps(
            {
                "searches": [
                    {
                        "name": each.name,
                        "query": each.query,
                        "mode": each.mode,
                        "created": each.created,
                    }
                    for each in searches
                ]
            }
        ),
        files.SAMPLE: _sample(resources, names),
        files.SEPARATED: _lines(whole.separated()),
        "library.bib": _bibliography(resources, list(about)),
        "feeds.opml": Feeds(resources).export_opml().opml,
        **_notes(names, about),
        **_templates(resources),
    }
    manifest = {"format": files.FORMAT, "papers": len(papers), "library": len(library)}
    contents[files.MANIFEST] = json.dumps(manifest, indent=1) + "\n"
    return contents, written


def _papers(
    resources: Resources, whole: "WholeReader", keys: Sequence[int]
) -> tuple[dict[int, str], dict[int, tuple[str, int]], list[dict[str, Any]]]:
    """Return ids by key, the paper and place of each event, and the records of all papers."""
    names: dict[int, str] = {}
    places: dict[int, tuple[str, int]] = {}
    records = []
    works = resources.store.works
    for start in range(0, len(keys), _BATCH):
        some = keys[start : start + _BATCH]
        events: dict[int, list[tuple[int, dict[str, Any]]]] = {}
        for number, key, row in whole.events(some):
            events.setdefault(key, []).append((number, row))
        for work in works.get(some):
            names[work.key] = work.id
            own = events.get(work.key, [])
            places |= {number: (work.id, place) for place, (number, _) in enumerate(own)}
            records.append(
                files.paper_record(work, works.appearances(work.key), [row for _, row in own])
            )
    return names, places, records


def _digests(
    resources: Resources,
    whole: "WholeReader",
    names: Mapping[int, str],
    event_places: Mapping[int, tuple[str, int]],
) -> list[dict[str, Any]]:
    records = []
    for number in whole.digest_numbers():
        digest = resources.store.digests.up_to(number, 1)[0]
        events = [event_places[event] for event in digest.events]
        record = files.digest_record(digest, names, events)
        records.append({**record, "deliveries": whole.deliveries(number)})
    return records


def _sample(resources: Resources, names: Mapping[int, str]) -> str:
    from papertrail.topics.background import drawn_papers

    keys, count = drawn_papers(resources.store)
    papers = [names[key] for key in keys if key in names]
    return json.dumps({"indexed": count, "papers": papers}) + "\n"


def _bibliography(resources: Resources, works: Sequence[int]) -> str:
    """Return the works that have a citation key or anything else of the reader's as BibTeX."""
    from papertrail.exchange.entries import cite
    from papertrail.exchange.exporters import exporter
    from papertrail.types.bibliography_entry import ExportedWork

    store = resources.store
    keys = store.exports.keys(works)
    own = store.library.of(works)
    exported = []
    for work in store.works.get(works):
        tags = tuple(tag.name for tag in own[work.key].tags)
        key = keys.get(work.key) or _NOT_IN_NAMES.sub("-", work.id)
        exported.append(ExportedWork(work, cite(work, key, tags)))
    return "\n".join(exporter("bibtex", abstracts=True).render(exported))


def _notes(
    names: Mapping[int, str], about: Mapping[int, Mapping[str, Sequence[Mapping[str, Any]]]]
) -> dict[str, str]:
    found = {}
    for key, tables in about.items():
        for note in tables.get("notes", ()):
            found[f"notes/{_NOT_IN_NAMES.sub('-', names[key])[:150]}.md"] = note["text"] + "\n"
    return found


def _templates(resources: Resources) -> dict[str, str]:
    folder = resources.home.templates
    if not folder.is_dir():
        return {}
    return {
        f"{files.TEMPLATES}{file.name}": file.read_text(encoding="utf-8", errors="replace")
        for file in sorted(folder.iterdir())
        if file.is_file()
    }


def _lines(records: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _write_zip(path: Path, contents: Mapping[str, str]) -> None:
    import io

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in contents.items():
            entry = zipfile.ZipInfo(name, _MOMENT_OF_ZIP)
            entry.external_attr = _PRIVATE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8", "replace"))
    user_files.write(path, buffer.getvalue(), mode=_PRIVATE)
