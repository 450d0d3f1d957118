"""Decide what to visit at a conference."""
