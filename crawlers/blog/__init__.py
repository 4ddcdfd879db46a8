"""Blogs as a source: pages, feeds and lists of blogs, each read by a pure function of a visit."""
