/** An exported room, line by line, into another room: a new one, the one that an earlier run began, or one that is named. */
import {
  decodeKey,
  displayName,
  encodeKey,
  isComiceError,
  LIMITS,
  normalizeName,
  type Codec,
} from '@comice/protocol'
import { type ArchiveSource, type ImportCounts, importRoom, type Room } from '@comice/rooms'
import c from 'compact-encoding'
import type { Services } from './services.ts'

export interface ImportWish {
  /** Into this one. */
  readonly room?: string
  /** Into a new one of this name. */
  readonly name?: string
  /** What one is called in a new one. */
  readonly nickname?: string
  /** Only counts. */
  readonly isDryRun: boolean
  readonly signal?: AbortSignal
  readonly onprogress?: (counts: ImportCounts) => void
}

/** What came of it. */
export interface RoomImport extends ImportCounts {
  /** Id of the room; null when none was made. */
  readonly room: string | null
  /** Its name; or that of the room that was exported, as the file says. Safe to show on one line. */
  readonly name: string
  /** Whether this run made it. */
  readonly isNew: boolean
  readonly isDryRun: boolean
  /** Whether the file has its end, and as many messages as that says. */
  readonly isWhole: boolean
}

interface ImportParts {
  readonly rooms: Pick<Services['rooms'], 'list' | 'open' | 'create'>
  readonly profile: Services['profile']
}

const roomKey: Codec<Uint8Array> = c.fixed32

/** @throws ROOM_NOT_FOUND, ROOM_AMBIGUOUS, NAME_INVALID, and what `importRoom` does */
export async function importLines(
  services: ImportParts,
  pieces: AsyncIterable<Uint8Array>,
  { isDryRun, signal, onprogress, ...wish }: ImportWish,
): Promise<RoomImport> {
  let isNew = false
  const make = async (source: ArchiveSource) => {
    isNew = true
    return makeRoom(services, source, wish)
  }
  const { source, room, ...counts } = await importRoom(pieces, {
    find: (from) => findRoom(services, from, wish),
    ...(isDryRun ? {} : { make }),
    ...(signal === undefined ? {} : { signal }),
    ...(onprogress === undefined ? {} : { onprogress }),
  })
  const name = room?.name ?? nameOf(source)
  return { room: room?.id ?? null, name, isNew, isDryRun, ...counts }
}

type Target = Pick<ImportWish, 'room' | 'name' | 'nickname'>

async function findRoom(
  services: ImportParts,
  source: ArchiveSource,
  { room, name }: Target,
): Promise<Room | null> {
  if (room !== undefined) return services.rooms.open(room)
  const begun = name === undefined ? await (await imports(services)).get(source.id) : null
  if (begun === null) return null
  try {
    const found = await services.rooms.open(encodeKey(begun))
    return found.state === 'removed' || found.state === 'failed' ? null : found
  } catch (error) {
    if (isComiceError(error, 'ROOM_NOT_FOUND')) return null
    throw error
  }
}

/** It is noted before anything is said in it, so that whatever cuts the import, the next run goes on there. */
async function makeRoom(
  services: ImportParts,
  source: ArchiveSource,
  { name, nickname }: Target,
): Promise<Room> {
  const listed = new Set((await services.rooms.list()).map((room) => room.name))
  const same = nameOf(source)
  // Who has the room itself would else have two that look the same.
  const free = listed.has(same) ? nameOf(source, 'Import of ') : same
  const named = { name: name ?? free, ...(nickname === undefined ? {} : { nickname }) }
  const room = await services.rooms.create(named)
  await (await imports(services)).put(source.id, decodeKey(room.id))
  return room
}

/** By the id of the room that was exported, the key of the one that it was imported into last. */
function imports({ profile }: Pick<ImportParts, 'profile'>) {
  return profile.collection('room-imports', roomKey)
}

/** A name that a room may have, whatever the file says. */
function nameOf({ name, id }: ArchiveSource, prefix = ''): string {
  let [short, bytes] = ['', 0]
  for (const char of `${prefix}${displayName(name, id.slice(0, 8))}`) {
    bytes += Buffer.byteLength(char)
    if (bytes > LIMITS.MAX_NAME_BYTES) break
    short += char
  }
  try {
    return normalizeName(short)
  } catch {
    return `room ${id.slice(0, 8)}`
  }
}
