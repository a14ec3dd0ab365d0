"""`make bench`: what a page costs beside the least that could be done, and what growth does to it."""
