"""Why issues are where they are, and together; and which issues read like one."""
