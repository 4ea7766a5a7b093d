"""The whole town at work: everything put together, over whole days."""
