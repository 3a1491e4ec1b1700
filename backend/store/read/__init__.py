"""What is read from the store: plain SQL in, frozen values out."""
