"""Use cases: what people and commands may do with a case. The only caller of the engine; knows no web."""
