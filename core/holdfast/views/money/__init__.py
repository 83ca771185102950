"""What keeping and losing customers comes to in money: new beside repeat, losses, benefits."""
