"""What a search finds."""
