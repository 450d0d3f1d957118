"""The application: what can be done with a home, one module for each use case."""
