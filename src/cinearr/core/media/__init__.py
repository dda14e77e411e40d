"""What is inside a media file, and how people call it."""
