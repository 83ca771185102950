"""What users write: an append-only journal of calls, tasks, outcomes and losses, beside the book, never in it."""
