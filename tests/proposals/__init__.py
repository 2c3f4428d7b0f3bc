"""The work, floor by floor."""
