"""Figures of this machine: each beside the bare work it stands on, or beside its target."""
