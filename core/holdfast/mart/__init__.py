"""Frames in one file of raw column buffers: checksummed, mapped without copying, shared between processes."""
