"""Bring both indexes forward from the database."""
