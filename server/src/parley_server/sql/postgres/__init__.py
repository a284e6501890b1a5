"""PostgreSQL: a pool of connections, one transaction a unit. asyncpg is imported on use: it is an extra."""
