"""Word files after GB/T 9704-2012, written part by part as they go, so that a batch needs little memory."""
