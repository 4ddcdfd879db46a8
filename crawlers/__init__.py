"""Sources: generators of records, one file or folder each. They know no numbers and no graph."""
