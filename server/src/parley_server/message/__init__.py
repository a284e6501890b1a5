"""The message pipeline of one agent: whether to respond, what to plan, what to send (document 4)."""
