"""What the words and figures of an export mean: sales, refunds, ends, guests, and who is who."""
