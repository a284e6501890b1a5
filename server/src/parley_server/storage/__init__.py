"""The storage door: one protocol a role. Backends live in rooms of their own and pass one contract suite.

Every method that changes something takes the events that announce the change: they are handed to the outbox in the
same transaction. Driver errors never pass the door; they become StoreUnavailable.
"""
