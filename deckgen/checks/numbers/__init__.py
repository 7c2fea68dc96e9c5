"""What numbers in a text mean, in digits and words, and whether those of two texts answer each other."""
