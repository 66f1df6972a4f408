"""What differs between two documents as they were given out: read from their pages, paired, told in words."""
