"""SQLite: one file, one group-committing writer, readers in threads."""
