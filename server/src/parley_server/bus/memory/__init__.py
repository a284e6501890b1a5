"""The bus in memory: for tests, and for whoever needs no memory over a restart."""
