"""What each paper says: the values are found here, as text fit to print, and laid out in `documents`."""
