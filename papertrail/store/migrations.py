"""All migrations. Each module imports the one before it, so that they are in their order."""

from papertrail.store import schema_assist, schema_citations, schema_documents  # noqa: F401
from papertrail.store.schema_later import migrations

__all__ = ["migrations"]
