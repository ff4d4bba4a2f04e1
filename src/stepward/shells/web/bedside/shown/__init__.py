"""What a page of the bedside shows: pure functions of a session, an order and an instant."""
