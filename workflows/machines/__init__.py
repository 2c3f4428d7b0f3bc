"""The processes, each on one page, as abstract models that ask their questions of the concrete model."""
