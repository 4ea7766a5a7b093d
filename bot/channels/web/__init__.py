"""The web chat: a page the bot serves itself, its log, its aiogram session."""
