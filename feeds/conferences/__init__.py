"""Conference editions: virtual sites and proceedings."""
