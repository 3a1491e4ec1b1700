"""Values and the words of the domain: frozen dataclasses and enums, no I/O."""
