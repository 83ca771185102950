"""What a rule may look at: the day, the facts of its customers, the team that holds them."""
