"""Decide which records are of one work. Pure; no I/O."""
