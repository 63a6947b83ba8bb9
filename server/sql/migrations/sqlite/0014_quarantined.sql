-- What the office could not take is rare and must be seen: one look along this index finds it all.
CREATE INDEX event_quarantined ON event (log, position)
    WHERE verdict >= 'quarantined' AND verdict < 'quarantinee';
