"""Reps as of a day: who they are, what they attained, whom they hold."""
