"""Reading a list to its end, without input or output: pages, slices, bookmarks, sizes."""
