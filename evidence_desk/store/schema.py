"""The tables of a case, as the steps that lead from one format version to the next.

A case of format n is one that has had the first n steps. A new step is appended, never edited.
Times are microseconds since 1970 in UTC; beside them stands the text with all the decimals of the source.
"""

from __future__ import annotations

APPLICATION_ID = 0x45444B31  # 'EDK1'

STEP_1 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE evidence (
    number INTEGER PRIMARY KEY, label TEXT NOT NULL, path TEXT NOT NULL, as_format TEXT, zone TEXT,
    stated TEXT NOT NULL DEFAULT '{}', stated_source TEXT, added INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'registered', format TEXT, size INTEGER, segments TEXT NOT NULL DEFAULT '[]',
    metadata TEXT NOT NULL DEFAULT '{}', stored TEXT NOT NULL DEFAULT '{}', computed TEXT NOT NULL DEFAULT '{}', first_computed TEXT NOT NULL DEFAULT '{}',
    verdict TEXT, verdicts TEXT NOT NULL DEFAULT '[]', bad_ranges TEXT NOT NULL DEFAULT '[]', verified INTEGER
) STRICT;
CREATE TABLE stages (evidence INTEGER NOT NULL, stage TEXT NOT NULL, PRIMARY KEY (evidence, stage)) WITHOUT ROWID, STRICT;
CREATE TABLE batches (first INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;

CREATE TABLE volumes (
    id INTEGER PRIMARY KEY, number INTEGER NOT NULL, offset INTEGER NOT NULL, size INTEGER NOT NULL, scheme TEXT NOT NULL,
    filesystem TEXT, encryption TEXT, unlocked INTEGER NOT NULL, snapshot TEXT, label TEXT
) STRICT;
CREATE TABLE entries (
    id INTEGER PRIMARY KEY, parent INTEGER, volume INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL, stream TEXT,
    size INTEGER NOT NULL, allocated INTEGER NOT NULL, address INTEGER NOT NULL, attribute INTEGER,
    created INTEGER, modified INTEGER, accessed INTEGER, changed INTEGER, fine INTEGER NOT NULL,
    mime TEXT, mime_by TEXT, md5 BLOB, sha1 BLOB, sha256 BLOB, sm3 BLOB, damaged INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE texts (entry INTEGER PRIMARY KEY, encoding TEXT NOT NULL, body BLOB NOT NULL) STRICT;

CREATE TABLE parsers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, UNIQUE (name, version)) STRICT;
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL, app TEXT NOT NULL, account TEXT, kind TEXT NOT NULL, title TEXT,
    place TEXT, parser INTEGER NOT NULL
) STRICT;
CREATE TABLE participants (
    id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, app TEXT NOT NULL, identifier TEXT, name TEXT,
    place TEXT, parser INTEGER NOT NULL
) STRICT;
CREATE TABLE messages (
    id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, app TEXT NOT NULL, sent INTEGER, sent_text TEXT, sent_local TEXT,
    zone_basis TEXT NOT NULL, readings TEXT, sender TEXT, sender_id TEXT, direction TEXT, kind TEXT NOT NULL, text TEXT,
    native_id TEXT, native_type TEXT, reply_to TEXT, edited INTEGER NOT NULL, deleted INTEGER NOT NULL, extra TEXT,
    place TEXT, parser INTEGER NOT NULL
) STRICT;
CREATE TABLE attachments (
    message INTEGER NOT NULL, ordinal INTEGER NOT NULL, name TEXT, path TEXT, state TEXT NOT NULL, entry INTEGER,
    PRIMARY KEY (message, ordinal)
) WITHOUT ROWID, STRICT;
CREATE TABLE artifacts (
    id INTEGER PRIMARY KEY, type TEXT NOT NULL, time INTEGER, time_text TEXT, summary TEXT NOT NULL, data TEXT NOT NULL,
    place TEXT, parser INTEGER NOT NULL
) STRICT;
CREATE TABLE problems (
    id INTEGER PRIMARY KEY, stage TEXT NOT NULL, code TEXT NOT NULL, params TEXT NOT NULL, severity TEXT NOT NULL,
    place TEXT, rows INTEGER NOT NULL, parser INTEGER
) STRICT;
CREATE TABLE coverage (
    id INTEGER PRIMARY KEY, parser INTEGER NOT NULL, seen INTEGER NOT NULL, parsed INTEGER NOT NULL, rejected INTEGER NOT NULL
) STRICT;

CREATE TABLE tags (
    id INTEGER PRIMARY KEY, item TEXT NOT NULL, tag TEXT NOT NULL, note TEXT, fact INTEGER, bearing TEXT,
    actor TEXT NOT NULL, time INTEGER NOT NULL, entry_of_log INTEGER NOT NULL
) STRICT;
CREATE TABLE facts (id INTEGER PRIMARY KEY, text TEXT NOT NULL, actor TEXT NOT NULL, time INTEGER NOT NULL, entry_of_log INTEGER NOT NULL) STRICT;
CREATE TABLE findings (
    id INTEGER PRIMARY KEY, text TEXT NOT NULL, fact INTEGER, bearing TEXT NOT NULL, actor TEXT NOT NULL, time INTEGER NOT NULL,
    entry_of_log INTEGER NOT NULL
) STRICT;
CREATE TABLE citations (finding INTEGER NOT NULL, ordinal INTEGER NOT NULL, item TEXT NOT NULL, PRIMARY KEY (finding, ordinal)) WITHOUT ROWID, STRICT;

CREATE TABLE audit (seq INTEGER PRIMARY KEY, body BLOB NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL) STRICT;

CREATE TABLE documents (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, item INTEGER NOT NULL) STRICT;
CREATE TABLE indexed (evidence INTEGER NOT NULL, kind TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (evidence, kind)) WITHOUT ROWID, STRICT;
CREATE VIRTUAL TABLE words USING fts5(body, content='', columnsize=0, tokenize='ascii');
"""

PICTURES = """
CREATE TABLE pictures (entry INTEGER PRIMARY KEY, lines INTEGER NOT NULL, unsure INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
"""

SECRETS = """
ALTER TABLE evidence ADD COLUMN secret_file TEXT;
"""

IDENTIFIERS = """
CREATE TABLE identifiers (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, raw TEXT NOT NULL, validity TEXT NOT NULL, rules INTEGER NOT NULL
) STRICT;
CREATE INDEX identifiers_value ON identifiers (kind, value);
CREATE TABLE identifier_hits (
    identifier INTEGER NOT NULL, ordinal INTEGER NOT NULL, item_table TEXT NOT NULL, item INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (identifier, ordinal)
) WITHOUT ROWID, STRICT;
"""

ANSWERS = """
CREATE TABLE answers (
    id INTEGER PRIMARY KEY, pack TEXT NOT NULL, version INTEGER NOT NULL, point TEXT NOT NULL, answer TEXT NOT NULL, basis TEXT NOT NULL,
    consequence TEXT NOT NULL, actor TEXT NOT NULL, time INTEGER NOT NULL, entry_of_log INTEGER NOT NULL
) STRICT;
"""

DETAILS = """
ALTER TABLE messages ADD COLUMN details TEXT;
ALTER TABLE messages ADD COLUMN reply_message INTEGER;
ALTER TABLE messages ADD COLUMN reply_state TEXT;
"""

PARTS = """
ALTER TABLE conversations ADD COLUMN folder TEXT;
CREATE TABLE conversation_parts (part INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, place TEXT, parser INTEGER NOT NULL) STRICT;
CREATE INDEX conversation_parts_whole ON conversation_parts (conversation);
"""

COPIES = """
CREATE TABLE copies (
    id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, other INTEGER NOT NULL, exact_to TEXT NOT NULL, by_id INTEGER NOT NULL,
    by_sender INTEGER NOT NULL, by_text INTEGER NOT NULL, by_time INTEGER NOT NULL, lacks INTEGER NOT NULL, lacks_within INTEGER NOT NULL,
    differing INTEGER NOT NULL
) STRICT;
CREATE INDEX copies_conversation ON copies (conversation);
CREATE TABLE copy_differences (
    id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, other INTEGER NOT NULL, what TEXT NOT NULL, message INTEGER NOT NULL,
    other_message INTEGER, certainty TEXT, within INTEGER NOT NULL
) STRICT;
CREATE INDEX copy_differences_message ON copy_differences (message);
CREATE INDEX copy_differences_conversation ON copy_differences (conversation);
"""

HOLES = """
CREATE TABLE holes (
    id INTEGER PRIMARY KEY, conversation INTEGER, source TEXT NOT NULL, number TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    parser INTEGER
) STRICT;
"""

MAPPINGS = """
ALTER TABLE evidence ADD COLUMN mapping TEXT;
ALTER TABLE evidence ADD COLUMN mapping_name TEXT;
"""

INTAKE = """
CREATE TABLE requests (id INTEGER PRIMARY KEY, said TEXT NOT NULL, actor TEXT NOT NULL, time INTEGER NOT NULL, entry_of_log INTEGER NOT NULL) STRICT;
CREATE TABLE exhibits (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL, said TEXT NOT NULL, actor TEXT NOT NULL, time INTEGER NOT NULL, entry_of_log INTEGER NOT NULL
) STRICT;
CREATE TABLE custody (
    id INTEGER PRIMARY KEY, exhibit TEXT NOT NULL, said TEXT NOT NULL, start_first INTEGER, start_last INTEGER, end_first INTEGER, end_last INTEGER,
    approved_first INTEGER, approved_last INTEGER, zone_basis TEXT NOT NULL, withdrawn TEXT, actor TEXT NOT NULL, time INTEGER NOT NULL, entry_of_log INTEGER NOT NULL
) STRICT;
"""

RESTORABLE = """
ALTER TABLE answers ADD COLUMN restorable TEXT;
"""

OPINIONS = """
ALTER TABLE findings ADD COLUMN strength TEXT;
ALTER TABLE findings ADD COLUMN alternatives TEXT;
CREATE TABLE left_out (
    id INTEGER PRIMARY KEY, mark TEXT NOT NULL, reason TEXT, actor TEXT NOT NULL, time INTEGER NOT NULL, entry_of_log INTEGER NOT NULL
) STRICT;
CREATE INDEX left_out_mark ON left_out (mark);
CREATE TABLE conclusions (
    id INTEGER PRIMARY KEY, question INTEGER NOT NULL, asked TEXT NOT NULL, class TEXT NOT NULL, text TEXT NOT NULL, citations TEXT NOT NULL,
    actor TEXT NOT NULL, time INTEGER NOT NULL, entry_of_log INTEGER NOT NULL
) STRICT;
"""

SAMPLES = """
CREATE TABLE samples (
    id INTEGER PRIMARY KEY, population TEXT NOT NULL, manifest TEXT NOT NULL, size INTEGER NOT NULL, drawn INTEGER NOT NULL, strata TEXT NOT NULL,
    seed TEXT NOT NULL, reason TEXT NOT NULL, actor TEXT NOT NULL, time INTEGER NOT NULL, entry_of_log INTEGER NOT NULL
) STRICT;
CREATE TABLE sampled (
    sample INTEGER NOT NULL, ordinal INTEGER NOT NULL, item TEXT NOT NULL, stratum TEXT NOT NULL, PRIMARY KEY (sample, ordinal)
) WITHOUT ROWID, STRICT;
CREATE TABLE sample_results (
    id INTEGER PRIMARY KEY, sample INTEGER NOT NULL, item TEXT NOT NULL, result TEXT NOT NULL, note TEXT, actor TEXT NOT NULL, time INTEGER NOT NULL,
    entry_of_log INTEGER NOT NULL
) STRICT;
CREATE INDEX sample_results_item ON sample_results (sample, item);
"""

APART = """
CREATE TABLE counsel (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, given_by TEXT NOT NULL, actor TEXT NOT NULL, time INTEGER NOT NULL,
    entry_of_log INTEGER NOT NULL
) STRICT;
CREATE TABLE apart (
    item_table TEXT NOT NULL, item INTEGER NOT NULL, rule INTEGER NOT NULL, body BLOB, released INTEGER, PRIMARY KEY (item_table, item)
) WITHOUT ROWID, STRICT;
ALTER TABLE entries ADD COLUMN apart INTEGER;
ALTER TABLE messages ADD COLUMN apart INTEGER;
ALTER TABLE artifacts ADD COLUMN apart INTEGER;
"""

UNALLOCATED = """
CREATE TABLE unallocated (
    id INTEGER PRIMARY KEY, volume INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, what TEXT NOT NULL, inner INTEGER NOT NULL
) STRICT;
"""

CARVED = """
CREATE TABLE carved (entry INTEGER PRIMARY KEY, format TEXT NOT NULL, bounded TEXT NOT NULL, space INTEGER NOT NULL) STRICT;
CREATE TABLE carving (
    evidence INTEGER PRIMARY KEY, space INTEGER NOT NULL, at INTEGER NOT NULL, found INTEGER NOT NULL, count INTEGER NOT NULL,
    bytes INTEGER NOT NULL, work INTEGER NOT NULL, rejected TEXT NOT NULL
) STRICT;
"""

INSIDE = """
CREATE TABLE containers (entry INTEGER PRIMARY KEY, root INTEGER NOT NULL, depth INTEGER NOT NULL, members INTEGER NOT NULL, shut TEXT) STRICT;
CREATE TABLE members (entry INTEGER PRIMARY KEY, container INTEGER NOT NULL) STRICT;
CREATE INDEX members_container ON members (container);
"""

FRAGMENTS = """
CREATE TABLE fragments (
    id INTEGER PRIMARY KEY, space INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, places TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE TABLE extracting (
    evidence INTEGER PRIMARY KEY, space INTEGER NOT NULL, at INTEGER NOT NULL, found INTEGER NOT NULL, characters INTEGER NOT NULL,
    searched INTEGER NOT NULL
) STRICT;
"""

LEFTOVERS = """
CREATE TABLE leftovers (
    id INTEGER PRIMARY KEY, volume INTEGER NOT NULL, folder INTEGER, path TEXT NOT NULL, file INTEGER, sequence INTEGER, created INTEGER,
    modified INTEGER, changed INTEGER, accessed INTEGER, fine INTEGER NOT NULL, size INTEGER NOT NULL, space INTEGER NOT NULL,
    at INTEGER NOT NULL, length INTEGER NOT NULL, place INTEGER
) STRICT;
"""

SEARCHED = """
ALTER TABLE carving ADD COLUMN searched INTEGER NOT NULL DEFAULT 0;
"""

RECOVERED = """
ALTER TABLE messages ADD COLUMN recovered TEXT;
ALTER TABLE artifacts ADD COLUMN recovered TEXT;
ALTER TABLE coverage ADD COLUMN recovered INTEGER NOT NULL DEFAULT 0;
"""

FROZEN = """
ALTER TABLE samples ADD COLUMN units TEXT;
ALTER TABLE sampled ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE identifier_hits ADD COLUMN length INTEGER;
"""
"""The strata of a population and what each of its units is counted by, frozen with it; how many characters a hit has."""

APART_PEOPLE = """
ALTER TABLE conversations ADD COLUMN apart INTEGER;
ALTER TABLE participants ADD COLUMN apart INTEGER;
ALTER TABLE fragments ADD COLUMN apart INTEGER;
ALTER TABLE apart ADD COLUMN because TEXT;
ALTER TABLE counsel ADD COLUMN salt TEXT;
"""

STEPS: tuple[str, ...] = (
    STEP_1,
    PICTURES,
    SECRETS,
    IDENTIFIERS,
    ANSWERS,
    DETAILS,
    PARTS,
    COPIES,
    HOLES,
    MAPPINGS,
    INTAKE,
    RESTORABLE,
    OPINIONS,
    SAMPLES,
    APART,
    UNALLOCATED,
    CARVED,
    INSIDE,
    FRAGMENTS,
    LEFTOVERS,
    SEARCHED,
    RECOVERED,
    FROZEN,
    APART_PEOPLE,
)

INDEXES = """
CREATE INDEX IF NOT EXISTS entries_parent ON entries (parent, id);
CREATE INDEX IF NOT EXISTS entries_sha256 ON entries (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX IF NOT EXISTS entries_modified ON entries (modified) WHERE modified IS NOT NULL;
CREATE INDEX IF NOT EXISTS messages_conversation ON messages (conversation, sent, id);
CREATE INDEX IF NOT EXISTS messages_sent ON messages (sent) WHERE sent IS NOT NULL;
CREATE INDEX IF NOT EXISTS participants_conversation ON participants (conversation);
CREATE INDEX IF NOT EXISTS artifacts_type ON artifacts (type, time);
CREATE INDEX IF NOT EXISTS attachments_entry ON attachments (entry) WHERE entry IS NOT NULL;
CREATE INDEX IF NOT EXISTS tags_item ON tags (item);
"""

DROP_INDEXES = """
DROP INDEX IF EXISTS entries_parent;
DROP INDEX IF EXISTS entries_sha256;
DROP INDEX IF EXISTS entries_modified;
DROP INDEX IF EXISTS messages_conversation;
DROP INDEX IF EXISTS messages_sent;
DROP INDEX IF EXISTS participants_conversation;
DROP INDEX IF EXISTS artifacts_type;
DROP INDEX IF EXISTS attachments_entry;
"""
