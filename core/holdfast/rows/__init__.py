"""Row i is customer i: columns by number, sets of rows, searching sorted rows."""
