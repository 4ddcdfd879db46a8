"""The pages, a file each: a query, and one function from it to what is shown."""
