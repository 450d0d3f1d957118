"""Read the libraries of other programs."""
