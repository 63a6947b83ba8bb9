"""The HTTP edge: decode, call one function, encode. Each module is one part of the API."""
