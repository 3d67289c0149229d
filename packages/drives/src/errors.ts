/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const DriveErrors = defineErrors({
  // places and names
  /** An argument that is no path, link or name of a drive. */
  PLACE_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this is no place: ${reason}`,
    hint: 'a folder has a slash in it (./pears), a drive is name:/path, or a link',
  },
  DRIVE_NAME_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this cannot be the name of a drive: ${reason}`,
    hint: 'lower-case letters and digits, with single dots, dashes and underscores between them',
  },
  DRIVE_NAME_TAKEN: {
    exit: ExitCode.Conflict,
    message: ({ name }: { name: string }) => `there is a drive called ${name} already`,
    hint: 'choose another name, or rename that drive',
  },
  DRIVE_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: ({ name }: { name: string }) => `this profile has no drive called ${name}`,
    hint: 'comice drive list shows those it has',
  },
  DRIVE_TAG_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this cannot be a tag: ${reason}`,
    hint: 'a tag begins with a letter: v1.0, before-the-move',
  },
  DRIVE_TAG_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ tag }: { tag: string }) => `the drive has no tag ${tag}`,
    hint: 'comice drive tag lists those it has',
  },
  DRIVE_VERSION_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({
      version,
      newest,
      near = [],
    }: {
      version: number
      newest: number
      near?: readonly number[]
    }) =>
      `the drive has no version ${version}; ${near.length > 0 ? `near it are ${near.join(' and ')}, and ` : ''}the newest that is known is ${newest}`,
    hint: 'comice drive history lists them',
  },
  /** A character of a link is wrong. */
  DRIVE_LINK_DAMAGED: {
    exit: ExitCode.Usage,
    message: () => 'the checksum of this link does not fit',
    hint: 'a character is wrong or missing: copy it again',
  },

  // drives
  /** Only the profile that made a drive can write it. */
  DRIVE_NOT_OURS: {
    exit: ExitCode.Refused,
    message: ({ drive }: { drive: string }) => `this profile cannot write the drive ${drive}`,
    hint: 'use the profile that made it, or mirror it into a drive of your own',
  },
  /** It is encrypted, and the link had no key for it. */
  DRIVE_LOCKED: {
    exit: ExitCode.Refused,
    message: ({ drive }: { drive: string }) => `the drive ${drive} is encrypted, and its key is not here`,
    hint: 'ask for a link with the read key (comice drive link --read-key)',
  },
  /** Nobody who has the drive was found. */
  DRIVE_UNREACHABLE: {
    exit: ExitCode.Unreachable,
    message: ({ drive, timeoutMs }: { drive: string; timeoutMs: number }) =>
      `nobody who has the drive ${drive} answered within ${timeoutMs} ms`,
    hint: 'somebody has to seed it: check that they are online and on the same network',
  },
  /** What its writer signed is no drive, or the writer signed two histories of it. */
  DRIVE_DAMAGED: {
    exit: ExitCode.BadData,
    message: ({ reason }: { reason: string }) => `the drive cannot be read: ${reason}`,
    hint: 'nothing was written; ask its owner for a whole copy',
  },
  /** Blocks that are not what was signed, or are missing, and no peer has them. */
  DRIVE_INCOMPLETE: {
    exit: ExitCode.BadData,
    message: ({ drive, blocks }: { drive: string; blocks: number }) =>
      `${blocks} blocks of the drive ${drive} are missing or damaged, and no peer has them`,
    hint: 'connect to somebody who has the drive, and verify again',
  },
  DRIVE_PATH_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this is no path in a drive: ${reason}`,
    hint: 'a path is /folder/file',
  },
  DRIVE_ENTRY_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: ({ path }: { path: string }) => `there is no ${path}`,
    hint: 'comice drive ls lists what is there',
  },
  DRIVE_ENTRY_EXISTS: {
    exit: ExitCode.Conflict,
    message: ({ path }: { path: string }) => `there is something at ${path} already`,
    hint: 'say --force to replace it',
  },
  /** A file where a folder is needed, or the other way round. */
  DRIVE_ENTRY_KIND: {
    exit: ExitCode.Usage,
    message: ({ path, wanted }: { path: string; wanted: 'file' | 'folder' }) => `${path} is no ${wanted}`,
    hint: 'for a folder and all in it, say --recursive',
  },
  DRIVE_ARCHIVE_TOO_LARGE: {
    exit: ExitCode.Usage,
    message: ({ entries }: { entries: number }) => `the archive has more than ${entries} entries`,
    hint: 'unpack it, and mirror or send the folder: that may have any number of files',
  },

  // mirrors
  MIRROR_SOURCE_MISSING: {
    exit: ExitCode.NotFound,
    message: () => 'there is nothing to mirror: the source does not exist',
    hint: 'check its path',
  },
  MIRROR_TARGET_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this cannot be the target of a mirror: ${reason}`,
    hint: 'give a folder, or a drive of your own',
  },
  MIRROR_BUSY: {
    exit: ExitCode.Conflict,
    message: () => 'another mirror writes to the same target',
    hint: 'wait until it is done, or stop it',
  },
  /** Removing so much needs a word of the user's own. */
  MIRROR_DELETES_MUCH: {
    exit: ExitCode.Refused,
    message: ({ deletions, entries }: { deletions: number; entries: number }) =>
      `this would remove ${deletions} of the ${entries} entries of the target; nothing was changed`,
    hint: 'look at them with --dry-run, then say --yes',
  },
  MIRROR_NO_SPACE: {
    exit: ExitCode.NoSpace,
    message: ({ files }: { files: number }) => `the disk is full; ${files} files were written and are whole`,
    hint: 'free some space and run it again: it goes on where it stopped',
  },
  MIRROR_FOLDER_FAILED: {
    exit: ExitCode.Failed,
    message: ({ path, cause }: { path: string; cause: string }) => `${path} cannot be used: ${cause}`,
    hint: 'check the path, its owner and its permissions',
  },
  MIRROR_NOT_WATCHED: {
    exit: ExitCode.Failed,
    message: ({ folders }: { folders: number }) => `the system does not watch ${folders} folders`,
    hint: 'leave folders out with .comiceignore, or raise the limit (sysctl fs.inotify.max_user_watches)',
  },

  // ---- send and receive ----
  SEND_CODE_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this is no code: ${reason}`,
    expected: 'a number and three words: 4821-pear-orbit-lamp',
    hint: 'look at it again where it is shown',
  },
  /** Somebody answered under the number, but has other words. */
  SEND_CODE_WRONG: {
    exit: ExitCode.Refused,
    message: () => 'the code is wrong',
    hint: 'ask for it again: each code survives only a few wrong ones',
  },
  /** Nobody sends anything under the number. */
  SEND_NOT_FOUND: {
    exit: ExitCode.Unreachable,
    message: ({ timeoutMs }: { timeoutMs: number }) => `no sender was found within ${timeoutMs} ms`,
    hint: 'check the code, and that the sender is running and on a network that this machine can reach',
  },
  /** The other end was there, and did not come back. */
  SEND_AWAY: {
    exit: ExitCode.Unreachable,
    message: ({ awayMs }: { awayMs: number }) => `the other end has been away for ${awayMs} ms`,
    hint: 'what has arrived was kept: receive with the same code into the same folder to go on',
  },
  SEND_EXPIRED: {
    exit: ExitCode.Refused,
    message: () => 'the code has expired',
    hint: 'send again, for a new code',
  },
  /** As many have received it as were meant to. */
  SEND_TAKEN: {
    exit: ExitCode.Refused,
    message: () => 'this code has been used',
    hint: 'the sender can say how many may receive (--receivers)',
  },
  SEND_GUESSES_USED: {
    exit: ExitCode.Refused,
    message: ({ guesses }: { guesses: number }) => `the code is over after ${guesses} wrong guesses`,
    hint: 'somebody mistypes it or tries to guess it: send again, for a new code',
  },
  SEND_DECLINED: {
    exit: ExitCode.Refused,
    message: () => 'the offer was declined',
    hint: 'nothing was written',
  },
  SEND_STOPPED: {
    exit: ExitCode.Interrupted,
    message: () => 'the transfer was stopped',
    hint: 'send again, for a new code',
  },
  SEND_WITHDRAWN: {
    exit: ExitCode.Refused,
    message: () => 'the sender stopped the transfer',
    hint: 'ask for it to be sent again, under a new code',
  },
  SEND_NOTHING: {
    exit: ExitCode.Usage,
    message: () => 'there is nothing to send',
    hint: 'name files or folders, or give a stream',
  },
  SEND_PATH_INVALID: {
    exit: ExitCode.Usage,
    message: ({ path, cause }: { path: string; cause: string }) => `${path} cannot be sent: ${cause}`,
    hint: 'check the path and its permissions',
  },
  SEND_OPTION_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => reason,
    hint: 'see the options of send and receive',
  },
  /** Something of that name is in the folder already. */
  SEND_EXISTS: {
    exit: ExitCode.Conflict,
    message: ({ name }: { name: string }) => `there is something called ${name} already`,
    hint: 'receive into another folder, or let the new one have another name (--rename)',
  },
  SEND_NOT_ONE_FILE: {
    exit: ExitCode.Usage,
    message: ({ files }: { files: number }) => `only one file can go to a stream; the offer has ${files}`,
    hint: 'receive into a folder',
  },
  SEND_NO_SPACE: {
    exit: ExitCode.NoSpace,
    message: ({ bytes, free }: { bytes: number; free: number }) =>
      `${bytes} bytes need to be written, and the disk has ${free} left`,
    hint: 'free some space and receive with the same code again: it goes on where it stopped',
  },
  SEND_FOLDER_FAILED: {
    exit: ExitCode.Failed,
    message: ({ path, cause }: { path: string; cause: string }) => `${path} cannot be written: ${cause}`,
    hint: 'check the path, its owner and its permissions',
  },
  /** What the other end sent is not what it offered, or nothing that this protocol has. */
  SEND_MISBEHAVED: {
    exit: ExitCode.BadData,
    message: ({ reason }: { reason: string }) => `the sender does not keep to what it offered: ${reason}`,
    hint: 'nothing of it was kept under its own name; do not trust this sender',
  },
  /** Bytes of a stream are gone when they have been read. */
  SEND_STREAM_LOST: {
    exit: ExitCode.Failed,
    message: () => 'what was streamed cannot be sent a second time, and the receiver lost it',
    hint: 'send it again, or send a file',
  },
})
