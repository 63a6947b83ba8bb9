"""What a device gets: its scope, pages, history and keys, and how it comes, goes and is mended."""
