"""May a file come in, under which name, and what happens then: rules and plans without a disk."""
