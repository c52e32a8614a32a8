"""What the page Openness draws."""
