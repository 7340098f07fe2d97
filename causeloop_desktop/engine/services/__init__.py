"""What the engine does, one module per noun; knows the store, never HTTP."""
