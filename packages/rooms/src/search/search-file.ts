/** Where the search index lies: a file of its owner's alone, or the memory. Whatever is wrong with it, it is made again. */
import { chmod, open, rm } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { SEARCH_INDEX_VERSION } from '../constants.ts'

/**
 * `secure_delete` and FTS5's `secure-delete` overwrite what is deleted; without the first its pages stay in the file,
 * without the second its words stay in the index (both measured).
 */
const LAYOUT = `
  CREATE TABLE rooms(number INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, ordering TEXT NOT NULL,
    low INTEGER NOT NULL, high INTEGER NOT NULL, changes INTEGER NOT NULL);
  CREATE TABLE messages(place INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, author TEXT NOT NULL,
    claimed_at INTEGER NOT NULL, edited_at INTEGER, text TEXT, indexed TEXT NOT NULL, files TEXT NOT NULL);
  CREATE INDEX moments ON messages(claimed_at);
  CREATE INDEX with_files ON messages(place) WHERE files <> '';
  CREATE VIRTUAL TABLE words USING fts5(indexed, author, content='messages', content_rowid='place',
    tokenize="unicode61 remove_diacritics 2", prefix='2 3');
  INSERT INTO words(words, rank) VALUES('secure-delete', 1);
  PRAGMA user_version = ${SEARCH_INDEX_VERSION};
`

/** Opens the index in that file, or in memory. */
export async function openSearchFile(file: string | null): Promise<DatabaseSync> {
  const { DatabaseSync: Database } = await import('node:sqlite')
  if (file === null) return prepare(new Database(':memory:'))
  await makePrivate(file)
  let database = null
  try {
    database = new Database(file)
    return prepare(database)
  } catch {
    // Of another version, damaged, or no database at all: all of it can be made again from the rooms.
    if (database?.isOpen) database.close()
    await removeSearchFile(file)
    await makePrivate(file)
    return prepare(new Database(file))
  }
}

/** Removes an index and what SQLite has beside it. */
export async function removeSearchFile(file: string): Promise<void> {
  for (const end of ['', '-journal', '-wal', '-shm']) await rm(file + end, { force: true })
}

function prepare(database: DatabaseSync): DatabaseSync {
  // What a power cut damages is made again, so no write waits for the disk. A journal is as readable as the file.
  database.exec('PRAGMA secure_delete = ON; PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = OFF;')
  const version = database.prepare('PRAGMA user_version').get()?.['user_version']
  if (version === SEARCH_INDEX_VERSION) {
    database.prepare('SELECT count(*) FROM rooms').get()
    return database
  }
  if (version !== 0) throw new RangeError('an index of another version')
  database.exec(LAYOUT)
  return database
}

/** SQLite gives its journal the mode of the file. */
async function makePrivate(file: string): Promise<void> {
  await (await open(file, 'a', 0o600)).close()
  await chmod(file, 0o600)
}
