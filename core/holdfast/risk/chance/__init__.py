"""How likely a customer is to be lost, and which order of customers finds losses best."""
