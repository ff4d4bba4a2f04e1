"""What connects the rules to files, paper and databases; each adapter is blind to the others."""
