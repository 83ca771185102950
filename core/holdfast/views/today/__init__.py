"""The room of today: what is due and why, the week, and what was done."""
