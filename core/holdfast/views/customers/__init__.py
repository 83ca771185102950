"""The customer list and the page of one customer."""
