"""What the desk's screens may ask for and do, as a moderator would say it: the door to the verbs.

Only this package imports `backend.desk`, and only inside functions: the first frame waits for none of it.
"""

from tui.calls.door import Door, Opened

__all__ = ["Door", "Opened"]
