"""What is found, and for whom: reading only."""
