"""The sheets of the bedside: each reads one form into one command of the session; none of them judges."""
