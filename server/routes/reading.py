"""x"""

HANDLERS = ()
