"""The words of the field as frozen values: ids, contents, runs, agents, errors. Imports the standard library only."""
