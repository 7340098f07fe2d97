"""Issues as rows, and as those who compare, search and place them read them."""
