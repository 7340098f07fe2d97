"""The engine: api over services over store and domain, in a process of its own."""
