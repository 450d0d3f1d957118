"""What pictures of the store are made of: trends over weeks, and a map. Pure; no I/O."""
