"""Where people write from: the web chat and Telegram; each is an aiogram session."""
