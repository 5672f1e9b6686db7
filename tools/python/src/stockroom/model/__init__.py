"""The values of the protocol: commands and their outcomes, queries and their results."""
