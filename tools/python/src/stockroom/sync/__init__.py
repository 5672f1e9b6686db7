"""The client of threads."""
