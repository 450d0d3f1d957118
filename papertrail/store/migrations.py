"""All migrations, in their order: each of these modules adds its own."""

from papertrail.store import schema_exports, schema_later, schema_library
from papertrail.store.schema import migrations

__all__ = ["migrations", "schema_exports", "schema_later", "schema_library"]
