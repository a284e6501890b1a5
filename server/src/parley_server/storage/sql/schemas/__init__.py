"""Tables of plugins on SQL: schemas that are migrated step by step, and their rows."""
