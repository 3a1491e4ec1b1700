"""What is written to the store: values in, rows, events and journal lines out."""
