"""What a unit keeps in its database: shared plans, its pumps, its approvals; never a weight or a height."""
