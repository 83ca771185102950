"""The filter grammar: text to tree, tree to mask, and completion."""
