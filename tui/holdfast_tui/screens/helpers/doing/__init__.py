"""What the keys do about the customers and reps of a list: whom they are about, forms, and writing."""
