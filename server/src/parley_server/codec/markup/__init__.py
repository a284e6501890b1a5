"""Tags in a model's output, read while it is being written: no XML parser, since models do not write XML."""
