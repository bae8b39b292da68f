"""What runs cells, in a process of its own: standard library only, for whatever interpreter the
site asks for. Nothing here is imported by the rest of the package.
"""
