"""What the program is told from outside: environment and files."""
