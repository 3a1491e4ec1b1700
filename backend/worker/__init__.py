"""The machine's door: the worker, the one place where policy, store and platforms meet."""
