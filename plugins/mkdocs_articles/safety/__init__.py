"""What keeps strangers' articles from the machine that builds and from readers; see SECURITY.md."""
