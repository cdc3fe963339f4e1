"""The catalogue: specs in `routes/` become published itineraries, whole or not at all."""
