"""The reports: sentences from figures, outlines from sentences, pages and annexes from outlines."""
