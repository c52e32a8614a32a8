"""The little apps that the pages are measured against."""
