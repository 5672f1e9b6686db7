"""What both clients share of a connection: decisions without a socket, a thread or a clock."""
