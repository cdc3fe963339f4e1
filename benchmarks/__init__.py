"""itinera measured beside other engines, in one run on one machine: `python -m benchmarks`."""
