"""The rectification plan (整改方案) in the ledger: loaded, compared, counted, and what the office decides about it."""
