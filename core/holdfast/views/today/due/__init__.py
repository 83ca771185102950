"""The list of what is due: reasons, what keeps them quiet, and a line a customer."""
