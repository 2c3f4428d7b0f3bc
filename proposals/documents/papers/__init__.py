"""The layout of each paper: values in, a section of blocks out; the same layout makes its template."""
