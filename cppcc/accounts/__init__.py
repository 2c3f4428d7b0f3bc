"""People: who may sign in, which posts they hold, and the organisations they act for."""
