"""The page of a whole ranking."""
