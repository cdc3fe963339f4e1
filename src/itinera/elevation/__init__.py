"""Heights of the ground: rasters in, metres at places out, and what a climb is.

Nothing here knows of ways or travellers; arrays pass in and out.
"""
