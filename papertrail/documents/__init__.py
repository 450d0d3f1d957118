"""Documents: the PDFs of papers, their text, and what is found in it."""
