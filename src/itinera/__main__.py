"""Run the command line as `python -m itinera`."""

from itinera.cli import entry

if __name__ == "__main__":
    entry()
