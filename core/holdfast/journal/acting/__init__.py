"""What entries come to on a day: tasks, what keeps an alert quiet, what was done."""
