"""Pure rules of the library: tags, merging of notes, spacing of recalls, the order of reading."""
