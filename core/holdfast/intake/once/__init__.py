"""Rows are counted once: keys nobody named, exports that overlap, one document on several rows."""
