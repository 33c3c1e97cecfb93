"""People in pictures: landmarks, backends, tracks."""
