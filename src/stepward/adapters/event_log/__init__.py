"""Keep the entries of sessions, for ever, in a file of SQLite of their own or in memory."""
