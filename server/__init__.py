"""How many devices become one history: intake, log, read models, answers, `jejak-server`."""
