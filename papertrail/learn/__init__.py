"""Ways to read: from foundations through landmarks to the newest papers of a topic."""
