"""Tasks: the workers of an agent, the times of tasks, and the one scheduler of all agents."""
