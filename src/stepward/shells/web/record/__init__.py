"""The record of sessions: list, report, replay, and files; nothing of it changes a session."""
