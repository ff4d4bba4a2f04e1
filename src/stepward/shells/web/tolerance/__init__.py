"""Who is tolerant, and until when: the board, and what follows one session."""
