"""Open a home that holds the bundled sample, offline, for a demonstration."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from papertrail import clock
from papertrail.core.indexing import index_keywords, index_vectors
from papertrail.core.resources import Resources
from papertrail.types.progress import Progress
from papertrail.workspace import Home

EVER = "1900-01-01"
"""A day before all papers of the sample."""
_PAPERS_A_TOPIC = 4


@contextmanager
def sample_home(progress: Progress) -> Iterator[Resources]:
    """Fetch and index the bundled sample in a temporary home, which is removed at the end."""
    from feeds.landmarks import Landmarks
    from papertrail.config import parse, starter
    from papertrail.ingest.fetch import fetch

    real = Home.from_environment()
    with tempfile.TemporaryDirectory(prefix="papertrail-demo-") as folder:
        # Converted models are kept, since they serve the real home as well.
        home = replace(real, root=Path(folder))
        config = parse(starter(), home.config_file)
        topics = tuple(replace(topic, limit=_PAPERS_A_TOPIC) for topic in config.topics)
        # Few enough to be read by topic.
        by_topic = replace(config.digest, best=0)
        resources = Resources(home, progress, replace(config, topics=topics, digest=by_topic))
        try:
            fetch(
                resources.created_store(),
                [[Landmarks()]],
                clock.now(),
                on_end=progress.source_ended,
            )
            index_keywords(resources)
            index_vectors(resources, resources.semantics())
            yield resources
        finally:
            resources.close()
