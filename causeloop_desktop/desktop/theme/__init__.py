"""How the window looks: colours, type, space, icons and the words for numbers and times."""
