"""What the page Data draws."""
