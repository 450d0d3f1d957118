"""Reading help from a paper's own sentences: answers, overviews, terms, comparisons. No LLM."""
