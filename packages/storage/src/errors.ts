import { defineErrors } from '@comice/protocol/errors'

/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
export const errors = defineErrors({
  /** A profile name that is empty, too long or could leave its directory. */
  PROFILE_NAME_INVALID: {
    exit: 2,
    message: ({ maxLength }: { maxLength: number }) =>
      `a profile name is 1 to ${maxLength} letters, digits, dots, dashes or underscores and starts with a letter or digit`,
    hint: 'choose another --profile name',
  },
  /** Another live process owns the profile. */
  PROFILE_LOCKED: {
    exit: 7,
    message: ({ pid, dir }: { pid: number | null; dir: string }) =>
      `the profile ${dir} is in use by ${pid === null ? 'a process that has not yet written its id' : `process ${pid}`}`,
    hint: 'stop that process (comice stop), or use another profile',
  },
  /** The profile was written by a newer version; nothing was changed. */
  PROFILE_NEWER: {
    exit: 8,
    message: ({ found, supported }: { found: number; supported: number }) =>
      `the profile has format ${found}, this version reads up to ${supported}; nothing was changed`,
    hint: 'update Comice',
  },
  /** There is nothing yet in the directory. */
  PROFILE_MISSING: {
    exit: 3,
    message: ({ dir }: { dir: string }) => `there is no profile in ${dir}`,
    hint: 'any command makes one; or choose another --profile',
  },
  /** Its secrets are locked. */
  PASSPHRASE_NEEDED: {
    exit: 4,
    message: ({ dir, why }: { dir: string; why: string | null }) =>
      `the profile ${dir} is locked by a passphrase${why === null ? '' : `, and ${why}`}`,
    hint: 'type it when asked, or give it over a descriptor: COMICE_PASSPHRASE_FD=3 comice … 3< file',
  },
  PASSPHRASE_WRONG: {
    exit: 4,
    message: () => 'the passphrase does not open this, or it was changed',
    hint: 'try again: case, spaces and the keyboard’s language matter',
  },
  PASSPHRASE_WEAK: {
    exit: 2,
    message: ({ minLength }: { minLength: number }) => `a passphrase has ${minLength} or more characters`,
    hint: 'four or five words that have nothing to do with each other are good',
  },
  /** There is no keychain, or none that this process can reach: no desktop session, over ssh, as a service. */
  KEYCHAIN_UNAVAILABLE: {
    exit: 4,
    message: ({ reason }: { reason: string }) => `no keychain can be reached here: ${reason}`,
    hint: 'run it in your desktop session, or on a machine without one use a passphrase: comice id lock',
  },
  /** The keychain is there and did not open. */
  KEYCHAIN_LOCKED: {
    exit: 4,
    message: ({ reason }: { reason: string }) => `the keychain is locked: ${reason}`,
    hint: 'unlock it (log in, or open it in the keychain’s own program), and try again; nothing was changed',
  },
  /** The keychain opened and has nothing for this profile. */
  KEYCHAIN_ENTRY_MISSING: {
    exit: 4,
    message: ({ dir }: { dir: string }) => `the keychain has no key for the profile ${dir}`,
    hint: 'was the folder brought from another machine, or the entry deleted? Your 24 words or a backup make a new profile: comice --profile <new> id recover',
  },
  /** What the keychain has under the name is another key. */
  KEYCHAIN_ENTRY_WRONG: {
    exit: 8,
    message: ({ dir }: { dir: string }) => `the key in the keychain is not that of the profile ${dir}`,
    hint: 'put the entry back as it was; or your 24 words or a backup make a new profile: comice --profile <new> id recover',
  },
  /** Without the keychain nothing would lock the profile. */
  KEYCHAIN_ALONE: {
    exit: 2,
    message: ({ dir }: { dir: string }) => `the profile ${dir} has no passphrase that would still lock it`,
    hint: 'set one first: comice id lock; or take the lock away: comice id unlock',
  },
  /** A lock or a backup that is not one. */
  LOCK_DAMAGED: {
    exit: 8,
    message: ({ content }: { content: string }) =>
      `this is no ${content} behind a passphrase, or a newer one`,
    hint: 'use a copy that is whole; nothing was changed',
  },
  /** The profile's own files are damaged. */
  PROFILE_CORRUPT: {
    exit: 8,
    message: ({ what, dir }: { what: string; dir: string }) => `the profile ${dir} is damaged: ${what}`,
    hint: 'nothing was changed; keep a copy of the directory before you try anything',
  },
  /** The directory has other things in it and was never a profile. */
  PROFILE_DIR_FOREIGN: {
    exit: 2,
    message: ({ dir, entry }: { dir: string; entry: string }) =>
      `${dir} is not a profile and not empty (it has ${JSON.stringify(entry)})`,
    hint: 'choose an empty or new directory',
  },
  /** The profile directory cannot be made or read. */
  PROFILE_DIR_UNUSABLE: {
    exit: 1,
    message: ({ dir, cause }: { dir: string; cause: string }) =>
      `the profile directory ${dir} cannot be used: ${cause}`,
    hint: 'check the path, its owner and its permissions',
  },
  /** The profile is closed or closing. */
  PROFILE_CLOSED: {
    exit: 1,
    message: ({ dir }: { dir: string }) => `the profile ${dir} is closed`,
    hint: 'open it again',
  },
  /** Closing took longer than allowed; the lock stays with this process until it ends. */
  PROFILE_CLOSE_TIMEOUT: {
    exit: 5,
    message: ({ timeoutMs, dir }: { timeoutMs: number; dir: string }) =>
      `the profile ${dir} did not close within ${timeoutMs} ms`,
    hint: 'end the process; everything that was confirmed is on the disk',
  },
  /** A block of a writer was cleared while it was read. */
  BLOCK_CLEARED: {
    exit: 8,
    message: ({ index }: { index: number }) => `block ${index} of a writer is not on this disk any more`,
    hint: 'open it again: it is fetched from whoever has it',
  },
  /** What a base computed is not what every Autobase computes. */
  BASE_BROKEN: {
    exit: 8,
    message: ({ reason }: { reason: string }) => `a base cannot be read: ${reason}`,
    hint: 'open it again; if it fails again, please report it with the log',
  },
  /** The store did not open in time. */
  STORE_OPEN_TIMEOUT: {
    exit: 5,
    message: ({ timeoutMs, dir }: { timeoutMs: number; dir: string }) =>
      `the store ${dir} did not open within ${timeoutMs} ms`,
    hint: 'a leftover process may hold its database: look for one and end it',
  },
  /** A process that does not go through our lock holds the database. */
  STORE_LOCKED: {
    exit: 7,
    message: ({ dir }: { dir: string }) => `the database of the store ${dir} is held by another process`,
    hint: 'a leftover process or another program uses it: look for one and end it',
  },
  /** The store was copied or restored by plain file copies, which would fork its cores. */
  STORE_MOVED: {
    exit: 8,
    message: ({ dir, cause }: { dir: string; cause: string }) =>
      `the store ${dir} was copied or changed behind our back: ${cause}`,
    hint: 'writing to a copy would fork its cores: use the original and remove the copy',
  },
  /** The database refuses to open. */
  STORE_CORRUPT: {
    exit: 8,
    message: ({ dir, cause }: { dir: string; cause: string }) =>
      `the database of the store ${dir} does not open: ${cause}`,
    hint: 'nothing was deleted; keep a copy of the directory before you try anything',
  },
  /** The disk is full, or nearly so: the write was not done. */
  STORE_NO_SPACE: {
    exit: 9,
    message: ({ dir, free }: { dir: string; free: number | null }) =>
      `no space left for the store ${dir}${free === null ? '' : ` (${Math.floor(free / 1024)} KiB free)`}`,
    hint: 'free some space; what was confirmed is safe',
  },
  /** A write or sync failed; the profile closes and has to be opened again. */
  STORE_FAILED: {
    exit: 1,
    message: ({ dir, cause }: { dir: string; cause: string }) =>
      `the store ${dir} failed to write to its disk and takes no more writes: ${cause}`,
    hint: 'check the disk, then start again; what was confirmed is safe',
  },
  /** A secret name or value is out of bounds. */
  SECRET_INVALID: {
    exit: 2,
    message: ({ what }: { what: string }) => `not a usable secret: ${what}`,
    hint: 'names are lower-case letters, digits and dashes',
  },
  /** A collection name, key or value is out of bounds. */
  COLLECTION_INPUT_INVALID: {
    exit: 2,
    message: ({ what }: { what: string }) => `not storable in a collection: ${what}`,
    hint: 'names are lower-case letters, digits and dashes; keys are short texts',
  },
  /** A stored value does not decode; the record is left as it is. */
  COLLECTION_VALUE_CORRUPT: {
    exit: 8,
    message: ({ collection, key }: { collection: string; key: string }) =>
      `the record ${JSON.stringify(key)} of the collection ${collection} does not decode`,
    hint: 'it may come from a newer version; delete the record to go on without it',
  },
})
