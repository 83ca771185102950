"""What changed between two days of a book: `holdfast diff`, and the digest of `holdfast brief --since`."""
