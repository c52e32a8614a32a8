"""Quality against price and speed."""
