"""``python -m zhaoshang`` is the command line."""

from .cli.app import main

main()
