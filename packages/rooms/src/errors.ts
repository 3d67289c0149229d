/** Every error @comice/rooms throws. */
import { defineErrors, ExitCode } from '@comice/protocol'

/** A moment that a peer may have claimed: any number. */
function isoTime(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? 'a time far off' : date.toISOString()
}

export const RoomErrors = defineErrors({
  ROOM_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: () => 'there is no such room in this profile',
    hint: 'list the rooms to see their names and ids',
  },
  ROOM_AMBIGUOUS: {
    exit: ExitCode.Usage,
    message: ({ matches }: { matches: number }) => `${matches} rooms fit`,
    expected: 'one room',
    hint: 'give its whole id, or more of it',
  },
  /** Another device of the person lists more rooms than one profile takes from it. */
  ROOMS_FULL: {
    exit: ExitCode.Refused,
    message: ({ limit }: { limit: number }) =>
      `this profile has ${limit} rooms, and takes no more from another device`,
    hint: 'join the room by an invite, or put out the device that lists so many',
  },
  ROOM_CLOSED: {
    exit: ExitCode.Failed,
    message: () => 'the room is closed',
    hint: 'open it again',
  },
  /** Autobase gave up on this room. Others go on. */
  ROOM_FAILED: {
    exit: ExitCode.BadData,
    message: ({ reason }: { reason: string }) => `the room stopped working: ${reason}`,
    hint: 'open it again; if it fails again, please report it with the log',
  },
  ROOM_NEWER: {
    exit: ExitCode.BadData,
    message: ({ supported }: { supported: number }) => `the room needs a format above version ${supported}`,
    hint: 'update Comice',
  },
  /** Our store is older than what we wrote: a restored backup. Writing would fork our core and end it for all. */
  ROOM_ROLLED_BACK: {
    exit: ExitCode.BadData,
    message: ({ expected, found }: { expected: number; found: number }) =>
      `this profile is older than the room knows it: expected ${expected} blocks of our own, found ${found}`,
    hint: 'open the room again: it gets them back from members who are online',
  },
  ROOM_NOT_WRITABLE: {
    exit: ExitCode.Refused,
    message: ({ state }: { state: string }) => `this device may not write in the room (${state})`,
    hint: 'wait until a member who may admit is online, or ask for a new invite',
  },
  ROOM_UNREACHABLE: {
    exit: ExitCode.Unreachable,
    message: ({ waitedMs }: { waitedMs: number }) => `no member of the room answered within ${waitedMs} ms`,
    hint: 'a member must be online to let you in; try again then',
  },
  /** We hold the key and somebody said we are in, but what they wrote has not arrived. */
  ROOM_INCOMPLETE: {
    exit: ExitCode.Deadline,
    message: ({ waitedMs }: { waitedMs: number }) => `the admission did not arrive within ${waitedMs} ms`,
    hint: 'join again with the same invite when the member who let you in is online',
  },
  JOIN_ABORTED: {
    exit: ExitCode.Interrupted,
    message: () => 'joining was stopped',
    hint: 'join again with the same invite',
  },
  /** Deleting it would leave the person in the room, with a device that cannot come back. */
  ROOM_STILL_IN: {
    exit: ExitCode.Refused,
    message: () => 'you are still in the room',
    hint: 'leave it first',
  },
  /** What this device wrote last is on this disk alone: with the room, the leaving would be lost. */
  LEAVE_UNHEARD: {
    exit: ExitCode.Unreachable,
    message: ({ waitedMs }: { waitedMs: number }) => `nobody heard within ${waitedMs} ms that you left`,
    hint: 'delete the room when a member or a seeder is online',
  },
  /** Somebody who was away came back with older messages, and those that were written down stand elsewhere now. */
  EXPORT_DISTURBED: {
    exit: ExitCode.Failed,
    message: () => 'the order of the messages changed while they were exported',
    hint: 'export the room again',
  },
  /** What came before is in: the same import goes on after it. */
  ARCHIVE_INVALID: {
    exit: ExitCode.BadData,
    message: ({ line, reason, imported }: { line: number; reason: string; imported: number }) =>
      `line ${line} of what is imported ${reason}; ${imported === 1 ? '1 message was' : `${imported} messages were`} imported before it`,
    hint: 'mend that line and import it again into the same room: nothing comes twice',
  },
  ARCHIVE_NEWER: {
    exit: ExitCode.BadData,
    message: ({ version, supported }: { version: number; supported: number }) =>
      `the file is of version ${version} of exports, above ${supported}`,
    hint: 'update Comice',
  },
  HISTORY_UNREACHABLE: {
    exit: ExitCode.Deadline,
    message: ({ waitedMs }: { waitedMs: number }) => `older messages did not arrive within ${waitedMs} ms`,
    hint: 'somebody who has them must be online: a member or a seeder',
  },
  INVITE_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this invite cannot be used: ${reason}`,
    hint: 'copy the whole invite',
  },
  INVITE_EXPIRED: {
    exit: ExitCode.Refused,
    message: () => 'the invite has expired',
    hint: 'ask for a new one',
  },
  INVITE_SPENT: {
    exit: ExitCode.Refused,
    message: () => 'the invite has been used as often as it may be',
    hint: 'ask for a new one',
  },
  INVITE_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'the room refused the invite: it was revoked, the room is full, or you may not come in',
    hint: 'ask for a new one',
  },
  INVITE_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: () => 'there is no such invite in this room',
    hint: 'list the invites to see their ids',
  },
  INVITES_FULL: {
    exit: ExitCode.Failed,
    message: ({ limit }: { limit: number }) => `the room already remembers ${limit} invites`,
    hint: 'use one that exists, or revoke one',
  },
  NOT_ALLOWED: {
    exit: ExitCode.Refused,
    message: ({ action }: { action: string }) => `this member may not ${action}`,
    hint: 'ask the owner of the room',
  },
  /** What the second format of rooms brought, asked for in a room of the first. */
  ROOM_FORMAT: {
    exit: ExitCode.Refused,
    message: ({ action }: { action: string }) => `this room is of an older format, which cannot ${action}`,
    hint: 'its owner can ask for the newer format; members need a version of Comice that knows it',
  },
  ROOM_LAST_OWNER: {
    exit: ExitCode.Refused,
    message: () => 'the last owner of a room cannot leave it or take another role',
    hint: 'make somebody else an owner first',
  },
  ROOM_LEFT: {
    exit: ExitCode.Refused,
    message: () => 'you have left this room',
    hint: 'somebody in it can invite you again',
  },
  /** Another device of the same person put this one out. */
  DEVICE_REMOVED: {
    exit: ExitCode.Refused,
    message: () => 'this device was put out of the room by another device of its identity',
    hint: 'what is here can still be read; use another device of yours',
  },
  ROOM_REMOVED: {
    exit: ExitCode.Refused,
    message: ({ isBanned }: { isBanned: boolean }) =>
      isBanned ? 'you were banned from this room' : 'you were removed from this room',
    hint: 'what was said until then can still be read here',
  },
  /** Admitted by a member, and the room has not agreed yet. */
  JOIN_PENDING: {
    exit: ExitCode.Deadline,
    message: ({ waitedMs }: { waitedMs: number }) =>
      `the room has not agreed to let you in within ${waitedMs} ms`,
    hint: 'the room stays in the list and opens when its owner is online, or somebody approves you',
  },
  PENDING_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: () => 'nobody with this id waits to be let in',
    hint: 'list who waits',
  },
  /** Two who used an invite for one, on both sides of a partition, may both wait. */
  PENDING_UNSETTLED: {
    exit: ExitCode.Deadline,
    message: ({ waitedMs }: { waitedMs: number }) =>
      `the room did not settle who used the invite within ${waitedMs} ms`,
    hint: 'try again when the owner of the room is online',
  },
  MEMBER_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: () => 'there is no such member in this room',
    hint: 'list the members to see their ids',
  },
  MEMBER_AMBIGUOUS: {
    exit: ExitCode.Usage,
    message: ({ matches }: { matches: number }) => `${matches} members fit`,
    expected: 'one member',
    hint: 'give the whole id, or more of it',
  },
  MESSAGE_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: () => 'there is no such message in this room',
    hint: 'history shows the ids of messages',
  },
  PINS_FULL: {
    exit: ExitCode.Failed,
    message: ({ limit }: { limit: number }) => `the room already has ${limit} pinned messages`,
    hint: 'take one off first',
  },
  /** What this person says is not shown to others, so nothing is written. */
  MUTED: {
    exit: ExitCode.Refused,
    message: ({ until }: { until: number | null }) =>
      until === null ? 'you are muted in this room' : `you are muted in this room until ${isoTime(until)}`,
    hint: 'others would not see what you say now; a moderator can take it back',
  },
  REPORT_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this cannot be a report: ${reason}`,
    hint: 'say why in a paragraph',
  },
  REPORT_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: () => 'there is no such report in this room, or it was dismissed',
    hint: 'list the reports to see their ids',
  },
  REPORTS_FULL: {
    exit: ExitCode.Failed,
    message: ({ limit }: { limit: number }) => `${limit} reports wait already`,
    hint: 'wait until a moderator has looked at them',
  },
  /** Of an owner who moderates alone, for example. */
  REPORT_TO_NOBODY: {
    exit: ExitCode.Refused,
    message: () => 'nobody but who wrote the message moderates this room',
    hint: 'leave the room, or look away: a report would reach nobody else',
  },
  MESSAGE_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this cannot be said: ${reason}`,
    hint: 'send long texts as a file',
  },
  FILE_NAME_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this cannot be the name of a file: ${reason}`,
    expected: 'a name without folders, up to 255 bytes',
  },
  FILE_TOO_LARGE: {
    exit: ExitCode.Usage,
    message: ({ limit }: { limit: number }) => `a file in a room takes up to ${limit} bytes`,
    hint: 'share it as a drive',
  },
  FILE_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: () => 'there is no such file in this room',
    hint: 'list the files of the room',
  },
  FILES_FULL: {
    exit: ExitCode.Failed,
    message: ({ limit }: { limit: number }) => `${limit} files wait to be said in this room`,
    hint: 'say or discard some first',
  },
  FILE_UNREACHABLE: {
    exit: ExitCode.Unreachable,
    message: ({ waitedMs }: { waitedMs: number }) =>
      `nobody gave the next part of the file within ${waitedMs} ms`,
    hint: 'somebody who has it must be online: its author, another member, or a seeder. What came is kept',
  },
  /** It does not open with the key that its message names, or is not what its author hashed. */
  FILE_DAMAGED: {
    exit: ExitCode.BadData,
    message: () => 'the file is not what its message says',
    hint: 'ask its author to send it again',
  },
  /** Whoever signs is there, and goes on. */
  SIGNING_NOT_TAKEN: {
    exit: ExitCode.Failed,
    message: () => 'this device does not sign the room’s order: whoever signs it still does',
    hint: 'look who signs; try again when that device is gone',
  },
  SEEDERS_FULL: {
    exit: ExitCode.Failed,
    message: ({ limit }: { limit: number }) => `the room already names ${limit} seeders`,
    hint: 'take one off first',
  },
})
