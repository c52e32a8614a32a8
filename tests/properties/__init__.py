"""What holds whatever is put in. See docs/testing.md."""
