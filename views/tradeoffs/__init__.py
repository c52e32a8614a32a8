"""What the page Trade-offs draws."""
