"""Topics: words, examples and rules -> how relevant papers are, and why."""
