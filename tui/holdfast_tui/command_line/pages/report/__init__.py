"""The report of a period: a page, and the lists behind it as sheets."""
