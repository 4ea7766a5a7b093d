"""The rules of the tree, checked on its sources."""
