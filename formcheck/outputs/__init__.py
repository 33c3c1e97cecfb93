"""Everything that formcheck writes."""
