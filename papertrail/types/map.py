"""Maps of papers."""
