"""What comes out on paper and what is read from it: values in, bytes out; bytes in, rows out."""
