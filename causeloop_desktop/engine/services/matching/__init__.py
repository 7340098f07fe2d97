"""Matching: new issues are put into known patterns, and any text is compared with them."""
