"""Text to vectors and words to neighbours: integer keys and strings in, integer keys and scores
out.
"""
