"""``causeloop connectors``: connect sources, sync them, record and read them again."""
