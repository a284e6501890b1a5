<<<<<<< HEAD
"""The fleet of agents and the runs that handle their messages."""
=======
"""The fleet: adds, starts, stops and finds agents, reads their characters, queues and watches their runs."""
>>>>>>> characters
