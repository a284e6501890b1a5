"""Durable subscriptions: named groups of readers that share events, acknowledge each, and get failed ones again."""
