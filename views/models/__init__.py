"""What the page Models draws."""
