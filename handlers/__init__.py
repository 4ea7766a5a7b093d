"""Someone wrote to us: parse, one service call, one view (aiogram routers)."""
