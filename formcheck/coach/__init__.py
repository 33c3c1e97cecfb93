"""What to say to a person who trains, and when."""
