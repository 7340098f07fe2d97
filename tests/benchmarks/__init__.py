"""The numbers that the product promises, measured on real engines and a real window."""
