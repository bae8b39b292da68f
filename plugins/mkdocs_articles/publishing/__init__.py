"""A built site as one commit of a branch, for hosts that serve a branch such as GitHub Pages."""
