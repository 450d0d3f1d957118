"""Bring papers in: fetch sources and prove that nothing is missing."""
