"""The command line beside a bare Python."""
