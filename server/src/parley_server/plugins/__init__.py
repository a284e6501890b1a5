"""Built-in plugins, one folder each. They see plugin_api, codec and domain alone."""
