"""What generated expressions may call, by family."""
