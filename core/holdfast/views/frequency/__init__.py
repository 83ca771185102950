"""How often each value of a column occurs: its customers, their revenue, and how many of them stay."""
