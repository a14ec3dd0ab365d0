"""What pages show, gathered into small dataclasses with a fixed number of queries."""
