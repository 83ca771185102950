"""What files say of each other: whom they name, and which of them tells the sales."""
