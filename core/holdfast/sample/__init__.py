"""The sample book and the large benchmark book: synthetic, seeded, the same bytes on every machine."""
