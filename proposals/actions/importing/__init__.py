"""Brings a ledger (台账) in: names resolved, compared with what is held, previewed, then all stored or nothing."""
