"""Provide the paths, settings, database and indexes of one home to all use cases."""

import functools
from typing import TYPE_CHECKING

from papertrail.types.progress import Progress
from papertrail.workspace import Home

if TYPE_CHECKING:
    from index.keywords.index import KeywordIndex
    from papertrail.config import Config
    from papertrail.core.warm import WarmIndexes
    from papertrail.indexing.corpus import Corpus
    from papertrail.indexing.generations import Semantics
    from papertrail.search.hybrid import Indexes
    from papertrail.store import Store


class Resources:
    """One home, its parts opened when they are first used.

    Attributes:
        home: the paths.
        progress: receives what acts report while they run.
    """

    def __init__(
        self,
        home: Home,
        progress: Progress,
        config: "Config | None" = None,
        warm: "WarmIndexes | None" = None,
    ) -> None:
        """Open nothing yet; `warm` has indexes that stay open, None opens them at each use."""
        self.home = home
        self.progress = progress
        self._warm = warm
        self._config = config
        self._store: Store | None = None
        self._checked_exposure = False

    @property
    def only_reads(self) -> bool:
        """Whether this is for quick answers, which leave what can be done later to others."""
        return self._warm is not None

    @property
    def language(self) -> str:
        """The reader's language, English before there is a configuration; raises as `config`."""
        return self.config.digest.language if self.home.config_file.exists() else "en"

    @property
    def config(self) -> "Config":
        """The settings.

        Raises:
            ConfigError: there is no configuration, or a line of it can't be used.
        """
        if self._config is None:
            from papertrail.config import load

            self._finish_restore()
            self._config = load(self.home.config_file)
            self._warn_of_exposure(self._config)
        return self._config

    def _finish_restore(self) -> None:
        """Complete a restore whose process ended in the middle of it."""
        if self.home.restored.is_dir():
            from papertrail.core.replacement import resume

            resume(self.home)
            self.progress.note("an interrupted restore was completed")

    def _warn_of_exposure(self, config: "Config") -> None:
        """Note once if other users of the machine can read or replace secrets in config.toml."""
        from papertrail.config.exposure import exposure

        if self._checked_exposure:
            return
        self._checked_exposure = True
        warning = exposure(self.home.config_file, config)
        if warning:
            self.progress.note(f"warning: {warning}")

    def forget_config(self) -> None:
        """Read the settings again when they are next used."""
        self._config = None

    @property
    def store(self) -> "Store":
        """The database.

        Raises:
            ConfigError: as `config`.
            StoreError: there is no database, or it can't be used; or it was lost while the
                indexes have papers.
        """
        return self._opened(create=False)

    def created_store(self) -> "Store":
        """Return the database, made if there is none. Raises as `store`."""
        return self._opened(create=True)

    def has_store(self) -> bool:
        """Return whether there is a database."""
        return self.home.database.exists()

    @property
    def has_open_store(self) -> bool:
        """Whether the database is open."""
        return self._store is not None

    def semantics(self, corpus: "Corpus | None" = None) -> "Semantics":
        """Open the model that answers and its vectors of papers, or of another corpus.

        Raises:
            IndexingError: the model can't be had, or its vectors are damaged.
        """
        from papertrail.indexing.corpus import ABSTRACTS
        from papertrail.indexing.generations import open_semantics

        if self._warm:
            return self._warm.semantics(self.home, self.config, corpus or ABSTRACTS)
        return open_semantics(self.home, self.config, corpus or ABSTRACTS)

    def keywords(self, corpus: "Corpus | None" = None) -> "KeywordIndex":
        """Open the keyword index of papers, or of another corpus.

        Raises:
            IndexingError: it is damaged.
        """
        from papertrail.indexing.corpus import ABSTRACTS
        from papertrail.indexing.keywords import open_keywords

        if self._warm:
            return self._warm.keywords(self.home, corpus or ABSTRACTS)
        return open_keywords(self.home, corpus or ABSTRACTS)

    def indexes(self, corpus: "Corpus | None" = None) -> "Indexes":
        """Return both indexes of papers, or of another corpus, each opened when first used."""
        from papertrail.search.hybrid import Indexes

        return Indexes(
            functools.cache(functools.partial(self.semantics, corpus)),
            functools.cache(functools.partial(self.keywords, corpus)),
        )

    def close(self) -> None:
        """Close the database. It opens again if it is used again."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _opened(self, *, create: bool) -> "Store":
        if self._store is None:
            from papertrail.core.lost import refuse_lost_database
            from papertrail.store import Store

            # First, since without a configuration there is nothing to do with a database.
            _ = self.config
            refuse_lost_database(self.home)
            self._store = Store.open(self.home.database, create=create)
        return self._store
