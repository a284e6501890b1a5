"""The stores on SQL: SQLite and PostgreSQL by the same statements."""
