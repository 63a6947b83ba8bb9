"""The devices of a log: who writes into it, what each may see, what went wrong with one."""
