"""What is found by a word that is the name of nothing."""
