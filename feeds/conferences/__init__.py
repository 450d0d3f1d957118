"""Fetch conference editions: virtual sites and proceedings."""
