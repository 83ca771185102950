"""The commands of `holdfast`, one module each; `arguments` alone is imported before a command is known."""
