"""Telegram: its own intake (polling or webhook), one paced budget, pushes through PTB."""
