"""PDFs are kept under the hash of their content, whole or not at all."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from papertrail.documents.cache import DocumentCache

CONTENT = b"%PDF-1.4 some content %%EOF"
HASH = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def cache(tmp_path: Path) -> DocumentCache:
    return DocumentCache(tmp_path / "documents")


def test_a_pdf_is_named_by_its_content(cache: DocumentCache, tmp_path: Path) -> None:
    assert cache.add(CONTENT) == HASH
    assert cache.path(HASH) == tmp_path / "documents" / HASH[:2] / f"{HASH}.pdf"
    assert cache.path(HASH).read_bytes() == CONTENT
    assert cache.is_whole(HASH)
    assert list(cache.hashes()) == [HASH]


def test_only_its_owner_can_read_it(cache: DocumentCache) -> None:
    cache.add(CONTENT)

    assert cache.path(HASH).stat().st_mode & 0o077 == 0
    assert cache.path(HASH).parent.stat().st_mode & 0o077 == 0


def test_adding_it_again_leaves_the_file_alone(cache: DocumentCache) -> None:
    cache.add(CONTENT)
    before = cache.path(HASH).stat()

    cache.add(CONTENT)

    assert cache.path(HASH).stat().st_ino == before.st_ino


def test_a_cut_file_is_written_again(cache: DocumentCache) -> None:
    cache.add(CONTENT)
    cache.path(HASH).write_bytes(CONTENT[:5])

    cache.add(CONTENT)

    assert cache.is_whole(HASH)


def test_a_full_disk_leaves_no_file(cache: DocumentCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        cache.add(CONTENT)

    assert list(cache.hashes()) == []
    assert not [path for path in cache.path(HASH).parent.rglob("*") if path.is_file()]


def test_removing_leaves_nothing_and_can_be_repeated(cache: DocumentCache) -> None:
    cache.add(CONTENT)

    assert cache.remove(HASH)
    assert not cache.remove(HASH)
    assert list(cache.hashes()) == []
    assert not cache.path(HASH).parent.exists()


def test_other_files_in_the_folder_are_no_pdfs(cache: DocumentCache) -> None:
    cache.add(CONTENT)
    for name in (f".{HASH}.pdf.0a1b2c3d.tmp", "notes.pdf", f"{'0' * 64}.pdf"):
        (cache.path(HASH).parent / name).write_bytes(b"x")

    assert list(cache.hashes()) == [HASH]
