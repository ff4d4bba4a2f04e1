"""What is owed after a reaction: the safety report, what it still lacks, and by when it is owed."""
