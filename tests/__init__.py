"""What each ring of tests proves, what it may use, and how to run one of them: README.md."""
