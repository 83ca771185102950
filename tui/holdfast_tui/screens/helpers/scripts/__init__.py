"""Beyond the desk: the command that gives a screen, how often values occur, the user's own commands."""
