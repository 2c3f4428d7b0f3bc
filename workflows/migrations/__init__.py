"""Schema history of the process."""
