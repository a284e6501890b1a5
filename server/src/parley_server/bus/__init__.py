"""The message bus: one log of events a tenant, readers with cursors, durable subscriptions (document 1)."""
