"""The paths of everything that papertrail keeps."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The paths of one home; none of them has to exist.

    Attributes:
        root: the folder of config.toml, papertrail.db, documents/ and index/.
        cache: what can be made again, such as converted models; shared by the user's homes, except
            that a home of an earlier version keeps its own.
        state: the user's rate limits of hosts, shared by all homes.
    """

    root: Path
    cache: Path
    state: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """Return the home named by `PAPERTRAIL_HOME`, else the platform's usual place."""
        return cls.at(_folder("PAPERTRAIL_HOME", "user_data_path"))

    @classmethod
    def at(cls, root: Path) -> "Home":
        """Return the home in a folder."""
        own = root / "cache"
        cache = own if own.is_dir() else _folder("PAPERTRAIL_CACHE", "user_cache_path")
        return cls(root, cache, _folder("PAPERTRAIL_STATE", "user_state_path"))

    def make(self) -> None:
        """Create the folder, if there is none, for its owner alone.

        Raises:
            OSError: its parent is not writable.
        """
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def config_file(self) -> Path:
        """The configuration."""
        return self.root / "config.toml"

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.root / "papertrail.db"

    @property
    def index(self) -> Path:
        """The folder of the indexes, with one sub-folder for each model's vectors."""
        return self.root / "index"

    @property
    def earlier_index(self) -> Path:
        """The folder of the indexes from before a rebuild, until it is complete."""
        return self.root / "index-before"

    @property
    def documents(self) -> Path:
        """The folder of the PDFs that were fetched, each named by its hash."""
        return self.root / "documents"

    @property
    def templates(self) -> Path:
        """The folder of the user's own templates."""
        return self.root / "templates"

    @property
    def restored(self) -> Path:
        """The folder of a backup that is checked and whole, until it has replaced the home's."""
        return self.root / "restored"

    @property
    def last_list(self) -> Path:
        """The ids of the papers listed last, whose numbers can be used as ids."""
        return self.root / "last-list.json"

    @property
    def update_progress(self) -> Path:
        """The progress of the running update, or of the last one."""
        return self.root / "update-progress.json"

    @property
    def web_secrets(self) -> Path:
        """The secret of the page in the browser, and the hash of its password."""
        return self.root / "web.json"

    @property
    def log(self) -> Path:
        """The log of scheduled runs."""
        return self.root / "logs" / "run.log"

    @property
    def results(self) -> Path:
        """The results of scheduled runs."""
        return self.root / "logs" / "runs.json"


def _folder(variable: str, default: str) -> Path:
    named = os.environ.get(variable)
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs

    path: Path = getattr(platformdirs, default)("papertrail", appauthor=False)
    return path
