"""Stylesheets and themes, shipped as data."""
