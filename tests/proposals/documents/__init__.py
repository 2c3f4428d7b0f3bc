"""Reading and writing ledgers."""
