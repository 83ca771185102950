"""Rooms (desk, customer, rows behind a figure) and the dialogs that open over them."""
