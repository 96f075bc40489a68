"""The tests; a folder here for every folder of the code, and a real package all the way down."""
