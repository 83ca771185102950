"""What `holdfast help` knows: topics in Markdown, parts of them made from what is declared, and a search."""
