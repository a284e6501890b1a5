"""Migrations by Alembic: env.py, and versions/ with one file a revision. Imported only when an older database is found.

To change the schema: change tables.py, add versions/<next number>_<what>.py by hand, raise schema.HEAD. A test makes
sure that both ways lead to the same schema, on both databases. A file of a revision is never changed once released.
"""
