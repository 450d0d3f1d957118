"""Fetch papers from sources into the store, and reconcile them."""
