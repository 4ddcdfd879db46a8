"""Find the bloggers whose audience acts, from your own data, in one SQLite file."""
