"""Try a text: what detection and matching would make of it; nothing is stored."""
