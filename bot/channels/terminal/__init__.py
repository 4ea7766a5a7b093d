"""The terminal as a channel: one person, one chat, screens as text, numbers for buttons."""
