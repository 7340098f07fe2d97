"""One connection: how it is, its runs, and what a person does with it."""
