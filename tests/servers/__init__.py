"""Real servers for tests to read, started from the registries; README.md beside this says how."""
