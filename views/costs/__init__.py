"""What the page Costs draws."""
