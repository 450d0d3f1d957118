"""Find what is wrong with a home, and fix what can be fixed."""
