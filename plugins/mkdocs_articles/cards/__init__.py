"""Cards: the pictures by which other sites show a link to an article that has no cover.

`card` says what is on one, `fonts` finds what can write it, `lines` breaks its title, `writing` and
`drawing` make the picture and `png` the file; `store` keeps it, and has a process (`worker`) draw many.
"""
