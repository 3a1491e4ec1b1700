"""Everything behind the screen: values, decisions, rows, the wire, and the two doors (desk and worker)."""
