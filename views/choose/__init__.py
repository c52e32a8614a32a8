"""What the page Choose draws."""
