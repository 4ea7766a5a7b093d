"""Personal data at rest and in logs; knows nothing of the rest of the bot."""
