"""The page of one customer, to prepare a call or a review by."""
