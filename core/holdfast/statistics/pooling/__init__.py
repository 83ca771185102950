"""Counts that leave a book under noise, and what is learnt of those that come from other books."""
