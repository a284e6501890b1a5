"""Embeddings: the models of an agent, its queue and its space, and the one worker of all agents."""
