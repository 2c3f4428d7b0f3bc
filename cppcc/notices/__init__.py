"""What the system told whom: the inbox of every desk, channels out of the house, one-time links. It knows no proposal."""
