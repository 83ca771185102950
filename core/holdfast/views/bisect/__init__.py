"""On which day a group of customers, a rep's book or a flag broke from its usual, with the evidence."""
