"""Use cases over the ports of the domain; no widgets, no adapters."""
