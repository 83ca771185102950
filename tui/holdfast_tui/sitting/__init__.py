"""One sitting at the desk: its state, its store of answers, its jobs and visits."""
