"""Compare texts, names, labels and phrases however they are spelled."""
