"""What it takes and costs to serve a model oneself."""
