"""Models side by side, in a list, and one by one."""
