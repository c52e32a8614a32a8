"""What the page Changes draws."""
