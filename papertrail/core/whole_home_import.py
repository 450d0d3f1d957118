"""Read a home in open formats, as `papertrail.core.whole_home` writes it."""

import json
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papertrail import user_files
from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError
from papertrail.exchange import whole_home as files
from papertrail.types.whole_home import WholeHome

if TYPE_CHECKING:
    from papertrail.store import Transaction

_BATCH = 1_000
_PRIVATE = 0o600


def import_home(resources: Resources, path: Path) -> WholeHome:
    """Read what `export_home` wrote into a home that holds nothing of its reader yet.

    Papers are stored first, batch by batch, then all of the reader's in one transaction. What is
    stopped before that can be run again.

    Raises:
        PapertrailError: it is no such export, or the home holds something already.
        ConfigError: its settings can't be used.
        IndexingError: the vectors can't be written; all else is stored.
    """
    path = path.expanduser()
    if path.is_dir():
        return _import_folder(resources, path)
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                # Names that lead out of the folder are made harmless by `extract`.
                archive.extractall(folder)
        except (OSError, zipfile.BadZipFile) as error:
            raise _no_export(path) from error
        return _import_folder(resources, Path(folder))


def _no_export(path: Path) -> PapertrailError:
    return PapertrailError(
        f"{path} is no whole export of a home", "name what papertrail export --all wrote"
    )


def _import_folder(resources: Resources, folder: Path) -> WholeHome:
    from papertrail.config.loader import parse
    from papertrail.core.citations import find_new
    from papertrail.core.get import index_what_is_new

    try:
        manifest = json.loads((folder / files.MANIFEST).read_text(encoding="utf-8"))
        config = (folder / files.CONFIG).read_text(encoding="utf-8")
        records = _read(folder / files.PAPERS)
        library = _read(folder / files.LIBRARY)
        digests = _read(folder / files.DIGESTS)
        sample = json.loads((folder / files.SAMPLE).read_text(encoding="utf-8"))
        separated = _read(folder / files.SEPARATED)
        searches = tomllib.loads((folder / files.SEARCHES).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_export(folder) from error
    if manifest.get("format") != files.FORMAT or manifest.get("papers") != len(records):
        raise _no_export(folder)
    resources.home.make()
    parse(config, folder / files.CONFIG)
    if resources.home.database.exists() and not resources.store.whole.is_empty():
        raise PapertrailError(
            f"{resources.home.root} holds papers of yours already",
            "name a new home: PAPERTRAIL_HOME=FOLDER papertrail import --all ...",
        )
    _write_config(resources, config)
    store = resources.created_store()
    _copy_templates(resources, folder)
    with resources.progress.track(len(records), "papers") as advance:
        keys = _store_papers(resources, records, separated, advance)
    with store.transaction() as tx:
        whole = tx.whole
        events = {
            record["id"]: whole.replace_events(keys[record["id"]], record["events"])
            for record in records
            if record["events"]
        }
        _add_digests(tx, digests, records, keys, events)
        for line in library:
            whole.add_about(keys[line["id"]], line)
        for each in searches["searches"]:
            created = datetime.fromisoformat(each["created"])
            tx.searches.save(each["name"], each["query"], each["mode"], created)
    store.works.prepare_filters()
    find_new(resources, everything=True)
    if index_what_is_new(resources, "papertrail import --all"):
        _draw_sample(resources, sample, keys)
    remarks = _differences(resources, records, keys)
    return WholeHome(
        len(records), len(library), len(digests), len(searches["searches"]), tuple(remarks)
    )


def _read(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _write_config(resources: Resources, config: str) -> None:
    """Write the settings; those that the home had are kept next to them."""
    file = resources.home.config_file
    if file.exists() and file.read_text(encoding="utf-8", errors="replace") != config:
        shutil.copy2(file, file.with_name("config.toml.before-import"))
    user_files.write(file, config.encode(), mode=_PRIVATE)
    resources.forget_config()


def _copy_templates(resources: Resources, folder: Path) -> None:
    source = folder / files.TEMPLATES
    if source.is_dir():
        resources.home.templates.mkdir(mode=0o700, exist_ok=True)
        for file in sorted(source.iterdir()):
            if file.is_file():
                shutil.copyfile(file, resources.home.templates / file.name)


def _store_papers(
    resources: Resources,
    records: Sequence[Mapping[str, Any]],
    separated: Sequence[dict[str, Any]],
    advance: Callable[[int], None],
) -> dict[str, int]:
    """Store papers in their order; return the keys of their works, by id."""
    from papertrail.ingest.batches import save_batch

    store = resources.store
    with store.transaction() as tx:
        tx.whole.add_separated(separated)
    for start in range(0, len(records), _BATCH):
        with store.transaction() as tx:
            for record in records[start : start + _BATCH]:
                for source, seen, paper in files.papers_of(record):
                    save_batch(tx, (paper,), source, seen)
        advance(len(records[start : start + _BATCH]))
    keys = {}
    for record in records:
        for scheme, value in record["identifiers"]:
            key = store.works.find(scheme, value)
            if key is not None:
                keys[record["id"]] = key
                break
        else:
            raise PapertrailError(
                f"{record['id']} could not be stored", "nothing of your library was written"
            )
    return keys


def _add_digests(
    tx: "Transaction",
    digests: Sequence[Mapping[str, Any]],
    records: Sequence[Mapping[str, Any]],
    keys: Mapping[str, int],
    events: Mapping[str, Sequence[int]],
) -> None:
    for record in digests:
        values = {name: value for name, value in record.items() if name != "deliveries"}
        before = [keys[each["id"]] for each in records[: record["last_work"]]]
        reported = [events[paper][place] for paper, place in record["events"]]
        digest = files.digest_of(values, keys, max(before, default=0), reported)
        number = tx.digests.add(digest)
        tx.whole.add_deliveries(number, record["deliveries"])


def _draw_sample(resources: Resources, sample: Mapping[str, Any], keys: Mapping[str, int]) -> None:
    import numpy as np

    from papertrail.topics.background import draw

    papers = sorted(keys[paper] for paper in sample["papers"])
    if papers:
        chosen = np.array(papers, np.int64)
        draw(resources.store, resources.semantics(), chosen, sample["indexed"])


def _differences(
    resources: Resources, records: Sequence[Mapping[str, Any]], keys: Mapping[str, int]
) -> list[str]:
    """Return what of the papers is not as it was, one line for each field."""
    different: dict[str, list[str]] = {}
    for record in records:
        work = resources.store.works.get([keys[record["id"]]])[0]
        now = json.loads(json.dumps(files.paper_record(work, (), ())))
        for name, value in record.items():
            if name not in ("appearances", "events", "fetched") and now[name] != value:
                different.setdefault(name, []).append(record["id"])
    return [
        f"{name} of {len(papers)} papers is not as it was, such as {papers[0]}"
        for name, papers in different.items()
    ]
