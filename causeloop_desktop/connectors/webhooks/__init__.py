"""What providers tell by themselves: how it is signed, and which rows it tells of."""
