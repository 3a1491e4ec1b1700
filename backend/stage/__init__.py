"""The rehearsal: a loopback server that speaks the platforms' wire formats."""
