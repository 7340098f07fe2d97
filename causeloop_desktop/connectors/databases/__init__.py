"""Reading databases: by keyset, in transactions that cannot write."""
