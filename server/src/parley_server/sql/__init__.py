"""What every SQL backend shares: tables, statements as values, the databases that run them, locks and migrations."""
