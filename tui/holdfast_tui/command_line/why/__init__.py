"""`holdfast why`: what moved a figure between two days."""
