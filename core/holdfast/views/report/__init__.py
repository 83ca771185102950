"""A period on a page: what the rooms show of it, put together."""
