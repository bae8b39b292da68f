"""A search index that is read in pieces: made with a site, asked in the browser."""
