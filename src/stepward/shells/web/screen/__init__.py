"""Screen: five pages of questions, what they add up to so far, and the way on to the plan."""
