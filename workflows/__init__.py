"""The process: machines, the one door to a state, the record of moves, the calendar. It knows no proposal."""
