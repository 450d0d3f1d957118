"""Documents: PDFs, their text, and what is found in it."""
