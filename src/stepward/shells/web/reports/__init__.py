"""Reports on reactions: what is owed, the one form, its papers, and what receivers say."""
