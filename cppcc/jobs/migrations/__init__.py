"""Schema history of background work."""
