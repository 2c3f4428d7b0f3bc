"""Background work: what ran, when and with what outcome; the broker, the processes, backups."""
