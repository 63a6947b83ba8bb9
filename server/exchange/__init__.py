"""What a device gets: pages, history, keys, a scope, and how it comes, goes and is mended."""
