"""The Issues screen: the list, its filters, and the issue beside it."""
