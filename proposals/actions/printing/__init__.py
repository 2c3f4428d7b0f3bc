"""What is printed: the table of papers, a batch of one kind, a case file, a year's archive."""
