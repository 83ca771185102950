"""The files of the book that a sitting is about: what they ask and how they are read."""
