"""Commands for whoever wants to know how something is done: topics, a search in them, the guided tour."""
