"""The bedside: the pages on which a session is run, watched and signed."""
