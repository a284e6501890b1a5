"""BusService: one stream for everything, and plain calls for those who have none."""
