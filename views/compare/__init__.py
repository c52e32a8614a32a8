"""What the page Compare draws."""
