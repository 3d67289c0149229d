/**
 * The source of every binary format. Run `pnpm --filter protocol generate` after a change.
 *
 * Rules, enforced by hyperschema, by the generator and by tests:
 * - a struct never changes once released (nearly all are `compact`, which hyperschema refuses to extend; the generator
 *   refuses it for those that are framed); a new shape is a new struct under the next version number of its record, see
 *   src/record/record.ts;
 * - lists and enums only grow at their end;
 * - every string, buffer and list has a limit.
 */
import { APP_RECORDS, RELEASE, RELEASE_CLAIM } from './app.ts'
import type { Section } from './doc-page.ts'
import type { Enum, Struct } from './fields.ts'
import { HOME } from './home.ts'
import { LOCAL } from './local.ts'
import { PRESENCE } from './presence.ts'
import { REMOTE } from './remote.ts'
import { EMBEDDED, OPERATIONS, SIGNABLES } from './room.ts'
import { BODIES } from './room-2.ts'
import { REPORT_BODIES } from './room-3.ts'
import { PAIRING, VIEW } from './view.ts'

export const ENUMS: readonly Enum[] = [
  {
    name: 'role',
    doc: 'What a member may do, from most to least.',
    values: ['owner', 'admin', 'moderator', 'member', 'reader'],
  },
  {
    name: 'principal-kind',
    doc: 'What the key of a principal names.',
    values: ['identity', 'device', 'role'],
  },
  {
    name: 'room-kind',
    doc: 'What a room is for.',
    values: ['group', 'direct', 'broadcast'],
  },
  {
    name: 'departure',
    doc: 'Why somebody is no longer in a room.',
    values: ['left', 'removed', 'banned'],
  },
  {
    name: 'copy-kind',
    doc: 'What an entry of a tree that is copied is.',
    values: ['file', 'folder', 'symlink'],
  },
]

/** All structs, each after those it embeds. New ones go to the end of their group; the order is not on the wire. */
export const SECTIONS: readonly Section[] = [
  { title: 'Shared parts', text: 'Embedded in others, without a version of their own.', structs: EMBEDDED },
  { title: 'What signatures cover', text: 'Never stored or sent; see [rooms](room.md).', structs: SIGNABLES },
  { title: 'Operations', text: 'What members write into a room; see [rooms](room.md).', structs: OPERATIONS },
  {
    title: 'Bodies',
    text: 'Sealed in operations; see [rooms](room.md).',
    structs: [...BODIES, ...REPORT_BODIES],
  },
  { title: 'View', text: "Records in a room's view, which every member computes alike.", structs: VIEW },
  { title: 'Pairing', text: 'Sent to get into a room.', structs: PAIRING },
  { title: 'Profile', text: 'Records that a profile keeps for itself.', structs: LOCAL },
  {
    title: 'Apps',
    text: "What an app's author writes into the app's drive, and what its signature covers.",
    structs: [...RELEASE, RELEASE_CLAIM, ...APP_RECORDS],
  },
  {
    title: 'Remote',
    text: 'Sent to use another machine; see [remote](remote.md).',
    structs: REMOTE,
  },
  {
    title: 'Presence',
    text: 'Sent between members of a room, and kept nowhere; see [presence](presence.md).',
    structs: PRESENCE,
  },
  {
    title: 'Home',
    text: 'What the devices of one person tell each other; see [home](home.md).',
    structs: HOME,
  },
]

export const STRUCTS: readonly Struct[] = SECTIONS.flatMap(({ structs }) => structs)
