"""Heavy work in a process of its own: reads only, answers in lines."""
