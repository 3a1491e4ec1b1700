"""One file a step of the schema. A step that was published is never changed."""
