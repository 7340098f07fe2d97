"""Reading mailboxes: messages by the day on which they arrived, without marking them as read."""
