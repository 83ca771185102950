"""On which day a rate broke from its usual: the maximally selected likelihood ratio of one change point."""
