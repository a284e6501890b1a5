"""The fleet of agents and the runs that handle their messages."""
