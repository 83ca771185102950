"""How a sitting begins as the last one was left, and how it is kept while it goes on."""
