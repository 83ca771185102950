"""What data are called: tables, columns, settings, the receipt."""
