"""Everything that formcheck writes or shows: overlay, tables, JSON and the report page."""
