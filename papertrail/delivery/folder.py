"""Deliver into a folder of notes or pages: an Obsidian vault, a static site."""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from index.atomic import remove_strays
from papertrail import clock, user_files
from papertrail.config.values import FILE_FORMATS
from papertrail.delivery.channel import DeliveryLog
from papertrail.delivery.digest_message import DigestMessage
from papertrail.errors import ChannelError, DeliveryError
from papertrail.store import Store
from papertrail.types.channel import FolderChannel
from papertrail.types.digest import DigestView


@dataclass(frozen=True, slots=True)
class FolderSender:
    """Writes files; repeating an interrupted delivery never makes a second file.

    A file that is not regular, such as a named pipe, may get the same digest twice. A file that a
    person wrote or edited is never overwritten: it keeps its words under another name.
    """

    channel: FolderChannel
    store: Store | None = None

    def deliver(self, message: DigestMessage, log: DeliveryLog) -> None:
        """Write a digest; see `Sender`."""
        content = message.render(FILE_FORMATS[PurePosixPath(self.channel.file).suffix]).encode()
        try:
            # A folder that is gone is more likely a disk that is not there than a wish for a new
            # one.
            if not self.channel.path.is_dir():
                raise ChannelError(
                    f"there is no folder {self.channel.path}", "make it, or change path"
                )
            path = self._place(_local(message.view), content)
            if path and user_files.is_regular(path):
                remove_strays(user_files.behind_links(path))  # of an attempt that was killed
            elif path:
                log.hand_over()
            if path:
                self._write(path, content)
        except OSError as error:
            place = error.filename or self.channel.path
            raise ChannelError(
                f"can't write to {place} ({error.strerror or error})",
                "make it writable; it is tried again",
            ) from error
        log.confirm()

    def notify(self, subject: str, text: str) -> None:  # noqa: ARG002 - as every channel
        """Refuse: nobody would see a notice in a folder."""
        raise DeliveryError("a folder has no notices")

    def _write(self, path: Path, content: bytes) -> None:
        """Write a file, and record its hash, by which a later edit is noticed."""
        is_regular = user_files.is_regular(path)
        if is_regular and path.exists():
            self._keep_edited(path, content)
        user_files.write(path, content, wait=False)
        if is_regular and self.store:
            with self.store.transaction() as tx:
                tx.exports.record(_recorded(path), "digest", _hash(content), {})

    def _keep_edited(self, path: Path, content: bytes) -> None:
        """Copy a file that is not as papertrail wrote it last to a name that is free."""
        present = path.read_bytes()
        written = self.store.exports.file(_recorded(path)) if self.store else None
        if present == content or (written and written.hash == _hash(present)):
            return
        copy = _free(path, present, instead=True)
        if copy:
            user_files.write(copy, present)

    def _place(self, created: datetime, content: bytes) -> Path | None:
        """Return the file to write, or None where a file of this digest is there already."""
        first = self.channel.path / created.strftime(self.channel.file)
        first.parent.mkdir(parents=True, exist_ok=True)
        if "%" in self.channel.file:
            return _free(first, content)
        return first


def _local(view: DigestView) -> datetime:
    """Return the moment a digest was made, on the reader's day."""
    made = clock.local(datetime.fromisoformat(view.digest.created))
    return datetime.combine(view.day, made.timetz())


def _free(first: Path, content: bytes, *, instead: bool = False) -> Path | None:
    """Return a name that no other file has, or None where the content is there already.

    Args:
        first: the name to begin with.
        content: of the file to be written.
        instead: pass over the first name.
    """
    number, path = 1, first
    while instead or path.exists():
        if not instead and path.is_file() and path.read_bytes() == content:
            return None
        instead = False
        number += 1
        path = first.with_stem(f"{first.stem}-{number}")
    return path


def _recorded(path: Path) -> str:
    """Return the name under which a file is recorded."""
    return os.path.abspath(path)  # noqa: PTH100 - a link stays a link


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
