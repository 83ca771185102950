"""The numbers the rules use: defaults, presets, the book's and the user's."""
