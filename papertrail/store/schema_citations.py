"""The tables of references, of what they cite, and of links to code and data."""

from typing import TYPE_CHECKING

from papertrail.store import schema_documents  # noqa: F401 - its migration comes before
from papertrail.store.schema import migrations, run

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m026_citations(db: "Database") -> None:
    """Store references, links, and which works wait to be looked at for both."""
    run(
        db,
        """
        -- which texts were read for references and links; another one is read again
        CREATE TABLE read_documents (
            work INTEGER PRIMARY KEY
                REFERENCES documents (work) ON DELETE CASCADE ON UPDATE CASCADE,
            sha256 TEXT NOT NULL,
            extractor INTEGER NOT NULL,
            finder INTEGER NOT NULL   -- the version of what finds references
        ) STRICT;

        -- entries of the bibliographies of fetched documents
        CREATE TABLE document_references (
            id INTEGER PRIMARY KEY,
            work INTEGER NOT NULL
                REFERENCES documents (work) ON DELETE CASCADE ON UPDATE CASCADE,
            position INTEGER NOT NULL,
            number INTEGER NOT NULL,  -- as printed
            page INTEGER NOT NULL,
            text TEXT NOT NULL,
            title TEXT NOT NULL,
            authors TEXT NOT NULL,    -- JSON, names as printed
            year INTEGER,
            identifiers TEXT NOT NULL, -- JSON, [scheme, value] pairs
            cited INTEGER REFERENCES works (id) ON DELETE SET NULL -- the work that it cites
        ) STRICT;
        -- the references of a work, in order
        CREATE INDEX document_references_work ON document_references (work, position);
        -- what cites a work
        CREATE INDEX document_references_cited ON document_references (cited, work);

        -- by what a reference finds works, and new works find it
        CREATE TABLE reference_keys (
            key TEXT NOT NULL,        -- of the title, see dedup.same_work; or scheme:value
            reference INTEGER NOT NULL REFERENCES document_references (id) ON DELETE CASCADE,
            whole INTEGER NOT NULL,   -- of the whole title, or an identifier
            PRIMARY KEY (key, reference)
        ) STRICT, WITHOUT ROWID;
        -- the keys of references that are deleted, and shared references
        CREATE INDEX reference_keys_reference ON reference_keys (reference, whole, key);

        -- links to code, data and sites of projects, from abstracts, comments and full texts
        CREATE TABLE links (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,       -- code, data, project
            whose TEXT NOT NULL,      -- own, used, promised, mentioned
            url TEXT,                 -- null if it is only promised
            page INTEGER,             -- null for the abstract and the comment
            context TEXT NOT NULL,
            PRIMARY KEY (work, position)
        ) STRICT, WITHOUT ROWID;
        -- has:code
        CREATE INDEX links_kind ON links (kind, whose, work);

        -- works to be looked at: they are new or changed, or their document is gone. Triggers
        -- test what is there: the conflict clause of a statement overrides theirs.
        CREATE TABLE unlinked (work INTEGER PRIMARY KEY) STRICT;
        INSERT INTO unlinked SELECT id FROM works;
        CREATE TRIGGER works_unlinked AFTER INSERT ON works BEGIN
            INSERT INTO unlinked SELECT NEW.id
                WHERE NOT EXISTS (SELECT 1 FROM unlinked WHERE work = NEW.id);
        END;
        CREATE TRIGGER works_changed_unlinked
        AFTER UPDATE OF change, title, abstract, comment, year ON works BEGIN
            INSERT INTO unlinked SELECT NEW.id
                WHERE NOT EXISTS (SELECT 1 FROM unlinked WHERE work = NEW.id);
        END;
        CREATE TRIGGER identifiers_unlinked AFTER INSERT ON identifiers BEGIN
            INSERT INTO unlinked SELECT NEW.work
                WHERE NOT EXISTS (SELECT 1 FROM unlinked WHERE work = NEW.work);
        END;
        CREATE TRIGGER identifiers_moved_unlinked AFTER UPDATE OF work ON identifiers BEGIN
            INSERT INTO unlinked SELECT NEW.work
                WHERE NOT EXISTS (SELECT 1 FROM unlinked WHERE work = NEW.work);
        END;
        CREATE TRIGGER documents_unlinked AFTER DELETE ON documents BEGIN
            INSERT INTO unlinked SELECT OLD.work
                WHERE NOT EXISTS (SELECT 1 FROM unlinked WHERE work = OLD.work);
        END
        """,
    )
