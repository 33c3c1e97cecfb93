"""The sections of the report, one file and one partial each; found by their names."""
