"""The commands of the command line, a module each: `add_parser(subparsers)` and `run(args)`."""
