"""Whole cases, through the pages."""
