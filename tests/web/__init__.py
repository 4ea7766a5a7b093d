"""The web channel over a real server and real sockets."""
