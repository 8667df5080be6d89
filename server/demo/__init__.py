"""The demonstration: an invented city at work, made through the same use cases as real life, and its own clock."""
