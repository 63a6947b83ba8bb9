-- The journal's queries. Values are positional; lists come as JSON.

-- name: profile
SELECT office, log, deployment, device, actor, role, region, office_key, office_box, box_key,
       enrolled_at
FROM profile;

-- name: add_profile
INSERT INTO profile VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: put_profile_right
UPDATE profile SET log = ?, deployment = ?, device = ?, actor = ?, role = ?, region = ?,
    office_key = ?, office_box = ?, box_key = ?;

-- name: move_office
UPDATE profile SET office = ?;

-- name: chain
SELECT epoch, parent, sequence, head, at FROM chain ORDER BY epoch DESC LIMIT 1;

-- name: chains
SELECT epoch, parent, sequence, head, at FROM chain ORDER BY epoch;

-- name: chain_to_send
-- The earliest epoch with an event the office has said nothing of, else the newest.
SELECT epoch, parent, sequence, head, at FROM chain
WHERE epoch = coalesce((SELECT min(epoch) FROM event WHERE position IS NULL
                          AND epoch IN (SELECT epoch FROM chain)),
                       (SELECT max(epoch) FROM chain));

-- name: end_epoch
-- Set an epoch's head to its last event; ?2 when it has none.
UPDATE chain SET (sequence, head) = (
    SELECT sequence, head FROM (
        SELECT sequence, head FROM event WHERE epoch = ?1 AND head IS NOT NULL
        UNION ALL
        SELECT sequence, head FROM gone WHERE epoch = ?1
        UNION ALL
        SELECT 0, ?2
    ) ORDER BY sequence DESC LIMIT 1
) WHERE epoch = ?1;

-- name: own_unsent
SELECT id, device, epoch, sequence, stream, type, "on", at, key, line, personal, head, position,
       received, verdict
FROM event WHERE position IS NULL AND (epoch, sequence) > (?, ?) ORDER BY epoch, sequence;

-- name: move_event
UPDATE event SET epoch = ?3, sequence = ?4, head = ?5
WHERE epoch = ?1 AND sequence = ?2 AND head IS NOT NULL AND position IS NULL;

-- name: copy_of_own
SELECT position, received, verdict FROM event
WHERE id = ?1 AND epoch = ?2 AND sequence = ?3 AND head IS NULL
    AND device = (SELECT device FROM profile);

-- name: drop_copy_of_own
DELETE FROM event
WHERE id = ?1 AND epoch = ?2 AND sequence = ?3 AND head IS NULL
    AND device = (SELECT device FROM profile);

-- name: set_device
UPDATE profile SET device = ?;

-- name: detach_own
UPDATE event SET head = NULL WHERE head IS NOT NULL AND position IS NOT NULL;

-- name: forget_chains
DELETE FROM chain;

-- name: adopt_event
UPDATE event SET device = (SELECT device FROM profile), epoch = ?4, sequence = ?5, head = ?6
WHERE device = ?1 AND epoch = ?2 AND sequence = ?3 AND head IS NOT NULL AND position IS NULL;

-- name: add_chain
INSERT INTO chain (epoch, parent, sequence, head, at) VALUES (?, ?, ?, ?, ?);

-- name: sync_state
SELECT turn, incarnation, size, log_size, challenge, committed_epoch, committed_sequence,
       safe_epoch, safe_sequence, scope_version, scope_region, send_from, fork_sequence, fork_head,
       fork_granted, refused, synced_at, office_ahead_ms, echo,
       office_speaks
FROM sync_state;

-- name: save_sync_state
INSERT OR REPLACE INTO sync_state (
    only_one, turn, incarnation, size, log_size, challenge, committed_epoch, committed_sequence,
    safe_epoch, safe_sequence, scope_version, scope_region, send_from, fork_sequence, fork_head,
    fork_granted, refused, synced_at, office_ahead_ms, echo, office_speaks
) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: tip
-- What the next entry of a stream rests on, in one row. Of a household that is being filled nothing
-- is known from where its history lacks, of one that left nothing at all.
SELECT chain.epoch, chain.parent, chain.sequence, chain.head, chain.at, sync_state.incarnation,
       CASE WHEN EXISTS (SELECT 1 FROM stream WHERE id = ?1 AND held = 0) THEN 0
            ELSE min(sync_state.size, coalesce((SELECT start FROM filling WHERE stream = ?1),
                                               sync_state.size)) END,
       coalesce((SELECT changes FROM stream WHERE id = ?1), 0),
       coalesce((SELECT changes FROM stream WHERE id = 'programme'), 0),
       data_key.id, data_key.stream, data_key.sealed, data_key.grant_box,
       data_key.acknowledged, data_key.lost, (SELECT device FROM profile),
       checkpoint.incarnation, checkpoint.size, checkpoint.root
FROM sync_state
JOIN chain ON chain.epoch = (SELECT max(epoch) FROM chain)
LEFT JOIN data_key ON data_key.id = (
    SELECT min(id) FROM data_key WHERE stream = ?1 AND length(sealed) > 0
)
LEFT JOIN checkpoint ON checkpoint.kind = 'newest' AND checkpoint.anchored = 0;

-- name: insert_event
-- An own event that was let go comes back to its place in the chain.
INSERT INTO event (
    id, device, epoch, sequence, stream, type, "on", at, key, line, personal, head, position,
    received, verdict
) VALUES (
    ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
    coalesce(?12, (SELECT head FROM gone
                   WHERE epoch = ?3 AND sequence = ?4 AND ?2 = (SELECT device FROM profile)
                     AND lower(hex(substr(hash, 1, 16))) = ?1)),
    ?13, ?14, ?15
) ON CONFLICT (device, epoch, sequence, id) DO NOTHING;

-- name: commit_own
-- Said again, it changes nothing; said otherwise, the trigger refuses.
UPDATE event SET position = ?3, received = ?4, verdict = ?5
WHERE epoch = ?1 AND sequence = ?2 AND head IS NOT NULL;

-- name: own_rows
SELECT id, device, epoch, sequence, stream, type, "on", at, key, line, personal, head, position,
       received, verdict
FROM event
WHERE head IS NOT NULL AND epoch = ?1 AND sequence >= ?2
ORDER BY sequence LIMIT ?3;

-- name: last_place
-- The last own place of an epoch before a sequence, or of all; also one whose entry was let go.
SELECT * FROM (SELECT sequence, head FROM event WHERE epoch = ?1
               AND sequence < coalesce(?2, 9223372036854775807)
               AND head IS NOT NULL ORDER BY sequence DESC LIMIT 1)
UNION ALL
SELECT * FROM (SELECT sequence, head FROM gone WHERE epoch = ?1
               AND sequence < coalesce(?2, 9223372036854775807)
               ORDER BY sequence DESC LIMIT 1)
ORDER BY 1 DESC LIMIT 1;

-- name: first_cut
-- The first own place the office has said nothing of, and of the one before nothing is here.
SELECT epoch, sequence FROM event
WHERE position IS NULL AND (sequence > 1 OR epoch NOT IN (SELECT epoch FROM chain))
  AND NOT EXISTS (SELECT 1 FROM event AS before
                  WHERE before.head IS NOT NULL AND before.epoch = event.epoch
                    AND before.sequence = event.sequence - 1)
  AND NOT EXISTS (SELECT 1 FROM gone
                  WHERE gone.epoch = event.epoch AND gone.sequence = event.sequence - 1)
ORDER BY epoch, sequence LIMIT 1;

-- name: first_unsent
SELECT min(sequence) FROM event WHERE position IS NULL AND epoch = ? AND sequence > ?;

-- name: outbox
SELECT id, device, epoch, sequence, stream, type, "on", at, key, line, personal, head, position,
       received, verdict
FROM event
WHERE head IS NOT NULL
  AND (position IS NULL OR verdict <> 'accepted'
       OR stream IN (SELECT id FROM stream WHERE held = 0))
ORDER BY entry LIMIT ?;

-- name: outbox_count
SELECT count(*), coalesce(sum(length(line) + coalesce(length(personal), 0)), 0), min(at)
FROM event WHERE position IS NULL;

-- name: rows
SELECT id, device, epoch, sequence, stream, type, "on", at, key, line, personal, head, position,
       received, verdict
FROM event WHERE stream = ? ORDER BY entry;

-- name: rows_of_types
SELECT id, device, epoch, sequence, stream, type, "on", at, key, line, personal, head, position,
       received, verdict
FROM event WHERE stream = ? AND type IN (SELECT value FROM json_each(?)) ORDER BY entry;

-- name: recent_own
SELECT id, device, epoch, sequence, stream, type, "on", at, key, line, personal, head, position,
       received, verdict
FROM event
WHERE stream = ? AND type = ? AND "on" = ? AND at >= ? AND head IS NOT NULL
ORDER BY at DESC LIMIT 10;

-- name: recent_own_anywhere
-- Looked for among the last 500 own events, found by the chain's index.
SELECT id, device, epoch, sequence, stream, type, "on", at, key, line, personal, head, position,
       received, verdict
FROM event
WHERE head IS NOT NULL AND epoch = (SELECT max(epoch) FROM chain)
  AND sequence > (SELECT sequence FROM chain ORDER BY epoch DESC LIMIT 1) - 500
  AND type = ? AND "on" = ? AND at >= ?
ORDER BY sequence DESC LIMIT 10;

-- name: items_between
SELECT id, device, epoch, sequence, stream, type, "on", at, key, line, personal, head, position,
       received, verdict
FROM event WHERE position >= ? AND position < ? ORDER BY position;

-- name: streams
SELECT id, changes, held, events, sum, card, card_changes, card_programme, card_day,
       (SELECT count(*) FROM data_key WHERE data_key.stream = stream.id),
       EXISTS (SELECT 1 FROM filling WHERE filling.stream = stream.id)
           OR EXISTS (SELECT 1 FROM snapshot), left_on
FROM stream ORDER BY id;

-- name: stream
SELECT id, changes, held, events, sum, card, card_changes, card_programme, card_day,
       (SELECT count(*) FROM data_key WHERE data_key.stream = stream.id),
       EXISTS (SELECT 1 FROM filling WHERE filling.stream = stream.id)
           OR EXISTS (SELECT 1 FROM snapshot), left_on
FROM stream WHERE id = ?;

-- name: streams_untold
SELECT stream FROM event GROUP BY stream HAVING max(position) IS NULL;

-- name: streams_of_events
SELECT DISTINCT stream FROM event ORDER BY stream;

-- name: stream_ids
SELECT id FROM stream WHERE held = 1 ORDER BY id;

-- name: digest_sums
SELECT sum FROM stream
WHERE held = 1 AND apart = 0 AND id NOT IN ('programme', 'office')
  AND NOT EXISTS (SELECT 1 FROM filling WHERE filling.stream = stream.id);

-- name: doubtful
SELECT id FROM stream WHERE doubtful = 1 ORDER BY id;

-- name: set_doubtful
UPDATE stream SET doubtful = ?2 WHERE id = ?1 AND doubtful <> ?2;

-- name: set_apart
UPDATE stream SET apart = ?2 WHERE id = ?1 AND apart <> ?2;

-- name: drop_event
-- Also where the disk has made something of either that nobody can name.
DELETE FROM event
WHERE head IS NULL
    AND (position = ?1 OR (device = ?2 AND epoch = ?3 AND sequence = ?4 AND id = ?5));

-- name: streams_like
SELECT id FROM stream WHERE id >= ?1 AND id < ?1 || '~' ORDER BY id LIMIT 10;

-- name: events_like
SELECT id, device, epoch, sequence, stream, type, "on", at, key, line, personal, head, position,
       received, verdict
FROM event WHERE id >= ?1 AND id < ?1 || '~' ORDER BY id LIMIT 10;

-- name: save_digest
UPDATE stream SET events = ?2, sum = ?3 WHERE id = ?1;

-- name: save_card
UPDATE stream SET card = ?2, card_changes = ?3, card_programme = ?4, card_day = ?5 WHERE id = ?1;

-- name: keys
SELECT id, stream, sealed, grant_box, acknowledged, lost FROM data_key WHERE stream = ? ORDER BY id;

-- name: keys_open
-- Those that the next events name come first: an event must not travel before its key.
SELECT k.id, k.stream, k.sealed, k.grant_box, k.acknowledged, k.lost
FROM data_key k LEFT JOIN (
    SELECT key, min(entry) AS first FROM event
    WHERE position IS NULL AND key IS NOT NULL GROUP BY key
) e ON e.key = k.id
WHERE k.acknowledged = 0
ORDER BY e.first IS NULL, e.first, k.id LIMIT ?;

-- name: keys_in_doubt
SELECT (SELECT count(*) FROM data_key WHERE stream = ?1
        AND acknowledged = 0 AND (grant_box IS NOT NULL OR lost = 1)),
       (SELECT count(*) FROM key_wanted WHERE stream = ?1);

-- name: add_key
-- One that waits to be handed in again, and does not open here, opens from now on.
INSERT INTO data_key (id, stream, sealed, grant_box, acknowledged) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed WHERE length(data_key.sealed) = 0;

-- name: acknowledge_key
UPDATE data_key SET acknowledged = 1, lost = 0 WHERE id = ?;

-- name: add_restore
INSERT OR REPLACE INTO restore (incarnation, common) VALUES (?, ?);

-- name: keep_returning
-- What stands beyond ?2; ?1 is the incarnation it was read in. Own events have no line here, nor
-- do those of them that were let go.
INSERT OR IGNORE INTO orphaned
    (incarnation, position, device, epoch, sequence, id, line, personal, key)
SELECT ?1, position, device, epoch, sequence, id, CASE WHEN head IS NULL THEN line END,
       CASE WHEN head IS NULL THEN personal END, key
FROM event WHERE position >= ?2
UNION ALL
SELECT ?1, position, (SELECT device FROM profile), epoch, sequence,
       lower(hex(substr(hash, 1, 16))), NULL, NULL, NULL
FROM gone WHERE position >= ?2;

-- name: withdraw_own
UPDATE event SET position = NULL, received = NULL, verdict = NULL
WHERE position >= ? AND head IS NOT NULL;

-- name: withdraw_others
DELETE FROM event WHERE position >= ? AND head IS NULL;

-- name: lose_keys
-- The office takes no key of its own streams from a device that does not write them.
-- It may have had one already that an event which waits here will be the first to name.
UPDATE data_key SET acknowledged = 0, lost = 1
WHERE (id IN (SELECT key FROM orphaned WHERE key IS NOT NULL)
       OR id IN (SELECT key FROM event WHERE key IS NOT NULL AND position IS NULL))
  AND (stream NOT IN ('programme', 'office') OR grant_box IS NOT NULL);

-- name: find_handed_in_keys
-- As they were handed in: this device does not open them any more.
INSERT OR IGNORE INTO data_key (id, stream, sealed, grant_box, acknowledged, lost)
SELECT id, stream, zeroblob(0), grant_box, 0, 1 FROM key_handed_in
WHERE id IN (SELECT key FROM orphaned WHERE key IS NOT NULL);

-- name: returning
SELECT incarnation, position, device, epoch, sequence, id, line, personal
FROM orphaned ORDER BY incarnation, position LIMIT ?;

-- name: returning_count
SELECT count(*) FROM orphaned;

-- name: returned
DELETE FROM orphaned WHERE incarnation = ? AND position = ?;

-- name: drop_key
DELETE FROM data_key WHERE id = ? AND (grant_box IS NULL OR acknowledged = 1);

-- name: drop_keys_astray
-- Of no stream that is here: nothing would be opened with them, and they would not be asked for.
DELETE FROM data_key
WHERE stream NOT IN (SELECT id FROM stream) AND (grant_box IS NULL OR acknowledged = 1);

-- name: want_key
INSERT INTO key_wanted (id, stream)
SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM data_key WHERE id = ?1 AND length(sealed) > 0)
ON CONFLICT (id) DO NOTHING;

-- name: unwant_key
DELETE FROM key_wanted WHERE id = ?;

-- name: keys_wanted
-- Those the office was not asked for yet, then those it did not have when it was asked last, so long
-- before or after ?1 as either clock may have been set: ?2 ms, twice as long each time, ?3 at most.
SELECT id FROM key_wanted
WHERE ?1 IS NULL OR unknown_at IS NULL
   OR abs(?1 - unknown_at) > min(?2 << min(unknown_times - 1, 32), ?3)
ORDER BY unknown_at IS NOT NULL, unknown_at, id LIMIT ?4;

-- name: key_unknown
UPDATE key_wanted SET unknown_at = ?2, unknown_times = unknown_times + 1 WHERE id = ?1;

-- name: ask_keys_again
-- An office that was restored may have what it did not have before.
UPDATE key_wanted SET unknown_at = NULL, unknown_times = 0;

-- name: add_incident
INSERT INTO incident (at, code, stream, detail) VALUES (?, ?, ?, ?);

-- name: incidents
SELECT at, code, stream, detail FROM incident ORDER BY number DESC LIMIT ?;

-- name: migration_table
SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration';

-- name: make_migration_table
CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;

-- name: migrations
SELECT number FROM migration ORDER BY number;

-- name: add_migration
INSERT INTO migration (number, name) VALUES (?, ?);
