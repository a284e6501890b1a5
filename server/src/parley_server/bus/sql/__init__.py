"""The bus on SQL: SQLite and PostgreSQL."""
