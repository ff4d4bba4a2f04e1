"""The day: who comes, what is prepared, and what is missing, each with the page that brings it."""
