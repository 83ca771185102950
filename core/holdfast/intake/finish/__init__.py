"""From typed rows of many files to the finished tables."""
