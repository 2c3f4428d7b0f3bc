"""Schema history of people and organisations."""
