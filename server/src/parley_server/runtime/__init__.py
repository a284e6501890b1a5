"""AgentRuntime and its registries: plugins, models, services, state, actions, events, settings (document 2)."""
