"""How a device keeps what it writes and sends it: journal, outbox, protocol, view, `jejak`.

In reading order: ports (what the outside must give), journal (what a device holds), record (one
entry), view (what the entries say), outbox and protocol (what is sent and what an answer changes),
sync (the loop), device (how it is put together), cli. The drawings are in README.md.
"""
