"""One customer base without an as-of date: linked tables, activity, and its place on disk."""
