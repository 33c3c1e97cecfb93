"""What ``formcheck doctor`` looks at: one file for each kind of thing, ``examine`` calls them."""
