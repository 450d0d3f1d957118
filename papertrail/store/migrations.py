"""All migrations, in their order: importing a module adds its own."""

from importlib import import_module

from papertrail.store.schema import migrations

__all__ = ["migrations"]

_MODULES = (
    "schema_later",
    "schema_arxiv_ids",
    "schema_library",
    "schema_documents",
    "schema_citations",
    "schema_assist",
    "schema_exports",
    "schema_alerts",
    "schema_learn",
    "schema_plans",
)
"""After `schema`, in the order of their numbers."""
for _name in _MODULES:
    import_module(f"papertrail.store.{_name}")
