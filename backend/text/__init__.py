"""Text from outside and text going out: HTML to text, cleaning, counting, comparing. Pure functions."""
