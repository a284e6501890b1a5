"""The fleet: adds, starts, stops and finds agents, reads their characters, queues and watches their runs."""
