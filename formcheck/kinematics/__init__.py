"""Angles from landmarks: geometry, smoothing, view, rest, hip flexion."""
