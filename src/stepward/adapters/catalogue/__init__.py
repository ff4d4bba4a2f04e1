"""The shipped catalogue and files of a site: protocols, printed tables, sources and drug entries, read into values."""
