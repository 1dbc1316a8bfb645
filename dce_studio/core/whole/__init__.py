"""What the photo as a whole asks for, and how its places take part in it: how weights of two scales are used.

`exposure` is what the network is shown, `scales` puts the whole and the place together, and `level` sees to
how bright the photo comes out.
"""
