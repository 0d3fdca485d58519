"""The case on disk: one folder, one database, objects by their SHA-256. Only the broker writes what was read."""
