"""Where people and programs come in: command line, library, web."""
