"""From a file on disk to a raw frame, each line accounted for."""
