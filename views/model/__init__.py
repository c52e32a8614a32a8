"""What the page Model draws."""
