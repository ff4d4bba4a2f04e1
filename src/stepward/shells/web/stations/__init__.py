"""Devices that send vital signs: the endpoint, and the page on which they are made known."""
