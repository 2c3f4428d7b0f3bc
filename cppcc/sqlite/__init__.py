"""SQLite as Django knows it, but with the room that it has had since 3.32."""
