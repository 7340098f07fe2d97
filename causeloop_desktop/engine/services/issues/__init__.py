"""Issues as a service: lists, one issue, and what people change of them."""
