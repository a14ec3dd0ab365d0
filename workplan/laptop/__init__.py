"""What starts, stops and tests the product on a machine that has only python3 and make.

`environment` and what it imports use the standard library alone and keep to old syntax, so that
they can still say what is wrong when Python is too old or nothing is installed yet.
"""
