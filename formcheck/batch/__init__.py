"""Folders of clips: each analysed apart from the others, here or on a cluster, and one table."""
