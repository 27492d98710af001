"""The file adapters: history in SQLite, environments and settings in TOML."""
