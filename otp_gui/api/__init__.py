"""The HTTP adapter: calls in, outcomes out."""
