"""OpenStreetMap in: files to arrays, tags to codes, and who may pass where."""
