"""What the page Fine-tunes draws."""
