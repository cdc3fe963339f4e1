"""Real data from outside: OSM extracts, places through OSMnx and Overpass, elevation tiles.

This room stands high in the house on purpose: nothing that plans, exports or
publishes can reach the network, only the command line can ask this room to.
"""
