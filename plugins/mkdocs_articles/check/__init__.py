"""`articles check`: found in what a build renders, and placed in what was written."""
