"""What runs cells, in a process of its own: standard library only, for whatever interpreter the
site asks for; so nothing here imports the rest of the package.
"""
