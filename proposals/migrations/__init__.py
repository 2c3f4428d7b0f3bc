"""Schema history of the work."""
