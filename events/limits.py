"""Every bound of Jejak, each with its reason. Nothing grows without one of these.

Names end in their unit. Bounds on amounts and days are judged by `events/check/`; bounds on
bytes by whoever reads the bytes first.
"""

from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB
DAY_MS: Final = 24 * 60 * 60 * 1000

# --- one event -----------------------------------------------------------------------------------
# A line is one statement of one person; the longest of the catalogue (a household's readiness
# copied into a proposal) is about 6 KiB.
LINE_BYTES_MAX: Final = 16 * KIB
# Longer lines are kept as quarantined up to here; above, the batch carries only their hash.
LINE_BYTES_KEPT_MAX: Final = 256 * KIB
PERSONAL_BYTES_MAX: Final = 32 * KIB
ENVELOPE_BYTES_MAX: Final = 1 * KIB
"""Of a line without its body: names, ids, hashes and numbers of known length."""

ENTRIES_AT_ONCE_MAX: Final = 2_000
"""Written in one transaction: every pupil of a large caseload, several times over."""

# --- one request ---------------------------------------------------------------------------------
BATCH_EVENTS_MAX: Final = 1_000
BATCH_BYTES_MAX: Final = 512 * KIB
BATCH_BYTES_FIRST: Final = 128 * KIB
"""Of a sync, before anything is known of the signal: compressed, 15 seconds on a 2G link."""
BATCH_BYTES_LEAST: Final = 8 * KIB
"""What a batch shrinks to when nothing larger gets through."""
BODY_BYTES_MAX: Final = 4 * MIB
"""Of a request or reply, inflated."""
BODY_COMPRESSED_BYTES_MAX: Final = 2 * MIB
BATCH_KEYS_MAX: Final = 1_000
KEYS_WANTED_MAX: Final = 1_000
SMALL_BODY_BYTES_MAX: Final = 64 * KIB
"""Of every request that is not a sync."""

KEY_ASKED_AGAIN_FIRST_MS: Final = 5 * 60 * 1_000
"""How long a device does not ask for a data key that its office did not have, then twice as long
each time: what another phone hands back after a restore comes within minutes, or not soon."""
KEY_ASKED_AGAIN_MS: Final = DAY_MS
"""At most so long: each names 34 bytes, and of a thousand made-up ones a phone would pay for at
every sync."""

# --- one transfer file ---------------------------------------------------------------------------
TRANSFER_PARTS_MAX: Final = 64
"""Batches in one file: a year of a companion's work, several times over."""
TRANSFER_PART_BYTES_MAX: Final = BODY_COMPRESSED_BYTES_MAX + 4 * KIB
"""A request's body, its signed head and the seal."""
TRANSFER_BYTES_MAX: Final = 32 * MIB
"""What fits any stick or phone; a device writes fewer batches rather than a larger file."""

# --- one page ------------------------------------------------------------------------------------
PAGE_EVENTS_MAX: Final = 2_000
PAGE_BYTES_MAX: Final = 1 * MIB
"""Of lines and personal parts; a page always holds at least one event."""
PAGE_BYTES_LEAST: Final = 16 * KIB
"""What a page that was cut again and again is made no smaller than: a second of a weak signal."""

FILLINGS_MAX: Final = 100
"""Households a device asks to fill in one request; a reply rarely has room for so many."""

LET_GO_ENTRIES_MAX: Final = 500
"""Own entries a device lets go in one transaction: about 0.1 s, for which writing waits."""
OWN_LOST_SHOWN_MAX: Final = 100
"""Named in the incident of a restored office that lost what a device had let go; it lists all."""

# --- repair --------------------------------------------------------------------------------------
REPAIR_HOUSEHOLDS_MAX: Final = 500
"""Households whose digests one reply lists: about 40 KiB."""
REPAIR_PARTS_MAX: Final = 64
"""Parts a device asks about in one request."""
REPAIR_RANGES: Final = 16
"""Ranges a part is cut into: a million events are five questions."""
REPAIR_ITEMS_MAX: Final = 32
"""Events of a part that are sent rather than looked at more closely."""
REPAIR_QUESTIONS_MAX: Final = 1_000
"""Questions of one sync; each mends something by itself, so the next sync goes on."""
RECOUNT_HOUSEHOLDS_MAX: Final = 20
"""Households of a page summed up anew from their rows: those of an ordinary day, some ms."""
SCOPE_DIGEST_HOUSEHOLDS_MAX: Final = 2_000
"""Households of a scope that is summed up in every reply; a wider one is compared by `doctor`."""
# --- one snapshot --------------------------------------------------------------------------------
SNAPSHOT_EVENTS_MIN: Final = 2 * PAGE_EVENTS_MAX
"""Less than that comes in two pages, and nothing has to be made for it."""
SNAPSHOT_EVENTS_MAX: Final = 250_000
"""A large caseload's ten years; who sees more reads pages, since nothing so large is made."""
SNAPSHOT_CHUNK_EVENTS_MAX: Final = 5_000
"""About 500 KiB as it travels: what a cut costs at most, and when the first household is there."""
SNAPSHOT_CHUNK_BYTES_MAX: Final = 3 * MIB
"""Of its lines and personal parts; with places and verdicts it stays below what is inflated."""
SNAPSHOT_CHUNKS_MAX: Final = 1_000
SNAPSHOT_TAIL_EVENTS_MAX: Final = 1_000
"""One that lacks no more than about so much is offered again; the tail is half a page."""
SNAPSHOT_CACHE_BYTES_MAX: Final = 512 * MIB
SNAPSHOT_CACHE_MAX: Final = 256
"""Snapshots an office keeps: about one for each companion of a kabupaten."""

# --- the tree ------------------------------------------------------------------------------------
CHECKPOINT_CHARS_MAX: Final = 4 * KIB
"""Of a signed note: origin, size, root, and signatures of the office and some witnesses."""
TREE_LEAVES_MAX: Final = 20_000
"""Added in one transaction to the tree of a log that had none; devices push meanwhile."""

# --- time ----------------------------------------------------------------------------------------
CHALLENGE_VALID_MS: Final = 14 * DAY_MS
INVITE_VALID_MS: Final = 15 * 60 * 1000
TOKEN_VALID_MS: Final = 90 * DAY_MS
CLOCK_MS_MAX: Final = 253_370_000_000_000
"""The last day of the year 9998: no calendar here knows what comes after the year 9999."""
CLOCK_SKEW_FLAGGED_MS: Final = 10 * 60 * 1000
LATE_AFTER_DAYS: Final = 30
LATE_AT_VISIT_AFTER_DAYS: Final = 100
LATE_SHOWN_DAYS: Final = 60
"""After its receipt a late entry leaves the office's list: the month's report has taken it in."""
AUTHOR_FIRST_DAYS: Final = 7
"""What looks odd is its author's to explain for a week, a sync or two, before an officer's."""
SAME_ENTRY_WITHIN_MS: Final = 10 * 60 * 1000
BACKOFF_FIRST_S: Final = 1.0
BACKOFF_MAX_S: Final = 300.0
REQUEST_TIMEOUT_S: Final = 60.0
"""Long enough for 512 KiB on a village's 2G link."""
SYNC_ROUNDS_MAX: Final = 10_000
"""Requests of one sync before it gives up; each is useful alone, so the next sync goes on."""

PROFILES_MAX: Final = 50
"""People on one computer: the staff of a kecamatan; each profile is opened when all are synced."""

# --- the office ----------------------------------------------------------------------------------
COMMIT_BATCHES_MAX: Final = 64
"""Batches merged into one transaction."""
COMMIT_BYTES_MAX: Final = 4 * MIB
"""Of lines in one transaction, which all its devices wait for: eight full batches."""
COMMIT_WAITING_PER_DEVICE_MAX: Final = 32
"""A device has one request on its way; more are repeats of connections that were cut."""
COMMIT_WAITING_MAX: Final = 1_024
"""Batches that may wait for the committer before devices are asked to come back."""
COMMIT_WAITING_BYTES_MAX: Final = 256 * MIB
"""Of their lines; a thousand batches of the largest kind would be four times the memory."""
CONNECTIONS_MAX: Final = 1_024
"""Open ones of a serving process, most of them idle: those beyond wait unheard, pushes too."""
PUSHES_WAITING_FIRST: Final = 2 * COMMIT_BATCHES_MAX
"""While more than two transactions' batches wait, no page is read: what was pushed goes first."""
PULLS_AT_ONCE_MAX: Final = 32
"""Pages read at the same time in one process: some 100 ms of work, and 64 MiB of memory."""
PULL_POSTPONED_S: Final = 15.0
"""At the least; at most twice as long. An office at ten times its load is back within minutes."""
BUSY_S: Final = 5.0
"""The same, for a request that was not taken at all."""
SHARE_BYTES_MAX: Final = 64 * MIB
"""What one device may be given at once: ten first syncs."""
SHARE_BYTES_PER_S: Final = 4 * MIB
"""What it may be given for long; an auditor's device reads a log of a million events in minutes."""
SHARE_BYTES_LEAST: Final = 8 * KIB
"""What an empty page counts for, so that asking without end is bounded too."""
SNAPSHOT_MADE_BYTES: Final = 32 * MIB
"""What a snapshot that is made for a device counts for: some seconds of the office's work. Making
the largest one and giving it is still one device's share."""
PROJECT_EVENTS_MAX: Final = 5_000
"""Positions the projector takes in one transaction."""
PROJECT_HOUSEHOLDS_MAX: Final = 500
"""Households it takes: their whole histories may have to be read."""
SHARED_HOUSEHOLDS_MIN: Final = 100
"""Households of a page that are worth sharing out: 50 ms of folding, and some to send them."""
STATE_EVENTS_UNSAVED_MAX: Final = 24
"""Events of a household that are read again rather than saved again with all the others."""
PARKED_ERROR_CHARS_MAX: Final = 300
REBUILD_HOUSEHOLDS_MAX: Final = 250
"""Households written in one transaction of a rebuild; the last ones should not keep one process
busy while the others have nothing left."""
FOLDING_TURN_S: Final = 0.004
"""How long households are folded before others of the process may run: pushes among them."""
FOLDING_SPELL_S: Final = 0.1
"""How long they are folded before whoever follows the log steps back while batches come in."""
STATES_KEPT_MAX: Final = 2_000
"""Folded households the projector keeps in memory."""
VERIFY_EVENTS_MAX: Final = 10_000
"""Events a verification holds in memory at once."""
DIFFERENCES_MAX: Final = 100
"""Differences a verification names; beyond it they are counted."""
CONTACT_EVERY_MS: Final = 60 * 60 * 1000
"""How old the last written contact of a device may be: a week of silence is what matters."""
SILENT_AFTER_DAYS: Final = 7
"""A device that has not synced for so long is asked after."""
IDENTITY_POSITIONS_MAX: Final = 20_000
"""Positions whose personal parts are opened before the hashes found are written."""
IDENTITY_KEYS_MAX: Final = 10_000
"""Opened data keys kept meanwhile."""
DUPLICATE_GROUPS_MAX: Final = 500
"""Equal numbers, and equal names, that are looked at when somebody asks; people first decide on
the oldest of these."""
REFUSED_READS_PER_TOKEN_MAX: Final = 1_000
"""Ids one token asked for in vain; beyond it they are counted alone."""
API_PAGE_MAX: Final = 200
HISTORY_ENTRIES_MAX: Final = 10_000
EVIDENCE_PER_DEVICE_MAX: Final = 100
"""Forked batches kept per device; beyond it only the newest hash is counted."""
EPOCHS_GRANTED_MAX: Final = 1_000
"""Per device; a phone is restored a few times in its life, so this many are something else."""
RETURNED_EVENTS_MAX: Final = 500
"""Events of an earlier incarnation in one request."""
RETURNED_PER_DEVICE_MAX: Final = 200_000
"""Those that one device may offer in its life: a week of a busy log, read by one who sees all of
it, several times over."""
KEYS_PER_DEVICE_MAX: Final = 100_000
"""Data keys one device may hand in: one for every family of a kabupaten."""
ORPHANS_MAX: Final = 1_000_000
"""Positions beyond the restored size that an office asks after; a back-up is never so old."""
RELEASED_AT_ONCE_MAX: Final = 200
"""Reviews lifted in one transaction: each is an entry of its own."""
ORPHANS_SHOWN_MAX: Final = 200
CLONES_PER_DEVICE_MAX: Final = 20
"""Copies of one device that may become devices; each is a key the office must check for ever."""
MARKS_KEPT_MAX: Final = 400
"""Back-ups an office remembers: more than a year of daily ones."""
INCIDENTS_PER_DEVICE_MAX: Final = 1_000
"""Kept at an office of one device; beyond it what is new of that device is not noted."""

# --- lists from outside --------------------------------------------------------------------------
IMPORT_FILE_BYTES_MAX: Final = 256 * MIB
IMPORT_INFLATED_BYTES_MAX: Final = 1024 * MIB
"""Of a spreadsheet's parts together, which are read as a stream."""
IMPORT_STRINGS_BYTES_MAX: Final = 64 * MIB
"""Of a spreadsheet's table of texts, which has to be in memory."""
IMPORT_PART_BYTES_MAX: Final = 8 * MIB
"""Of each other part of a spreadsheet, such as its styles: read whole."""
IMPORT_ROW_BYTES_MAX: Final = 2 * MIB
"""Of a spreadsheet between the beginnings of two rows: each cell of a row becomes an object."""
IMPORT_ROWS_MAX: Final = 500_000
"""The members of 100,000 households; what was seen of each row is remembered, 50 MB in all."""
IMPORT_COLUMNS_MAX: Final = 200
IMPORT_LINE_CHARS_MAX: Final = 128 * KIB
IMPORT_HEAD_ROW_MAX: Final = 100
"""Titles and addresses above the head of a list."""
IMPORT_CELL_CHARS_MAX: Final = 4_000
"""As much as a free text of an entry holds."""
IMPORT_HOUSEHOLDS_AT_ONCE: Final = 100
"""Written in one transaction; devices push meanwhile."""

# --- templates of reports -------------------------------------------------------------------------
TEMPLATE_BYTES_MAX: Final = 64 * MIB
"""Inflated, with its pictures."""
TEMPLATE_XML_BYTES_MAX: Final = 8 * MIB
"""Of its texts and tables, of which every element is held; an office's letter has some 100 KiB."""

# --- files for others ----------------------------------------------------------------------------
EXPORT_HOUSEHOLDS_AT_ONCE: Final = 200
"""Read, folded where need be, and written before the next; also the reveals of one transaction."""
XLSX_ROWS_MAX: Final = 1_048_576
"""As many as a sheet has."""
XLSX_CELL_CHARS_MAX: Final = 32_767
"""As many as a cell holds."""

# --- amounts and people (judged, never a reason to lose an event) --------------------------------
RUPIAH_MAX: Final = 10_000_000_000
QUANTITY_MAX: Final = 1_000_000
WORKERS_MAX: Final = 1_000
YEAR_MIN: Final = 1900
MEMBERS_MAX: Final = 50
