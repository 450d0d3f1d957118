"""An optional language model: answers and summaries that are checked against the paper's pages."""
