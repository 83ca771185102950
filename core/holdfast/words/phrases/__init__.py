"""What texts say: their words, and phrases of up to three of them."""
