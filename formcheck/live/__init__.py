"""What a live session knows before a repetition ends: angle, low back, holds, sight of the body."""
