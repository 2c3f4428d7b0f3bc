"""What people see: pages find, hand over and answer; no rule and no query of their own."""
