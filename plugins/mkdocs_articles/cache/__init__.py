"""A cache of what a generator renders; it knows no generator itself."""
