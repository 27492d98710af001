"""The token adapters: the OS keyring, or the memory of this session; never a file."""
