"""Who travels, and what the ground costs them."""
