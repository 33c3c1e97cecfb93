"""A check of a package of its own: formcheck finds it by its entry point."""
