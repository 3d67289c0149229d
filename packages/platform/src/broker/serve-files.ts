/**
 * Files of the user, chosen by the user. What the app cannot see where it lies is read here and sent: the app itself
 * writes its copy, because a folder that an app may change is none for the node to write into.
 */
import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { WireObject } from '@comice/runtime/wire'
import { MAX_PICK_EXTENSIONS, MAX_PICKED_FILES } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { PickedFile } from './broker-contract.ts'
import type { Run } from './run.ts'
import type { Call, CallContext, OpenContext, Opener } from './session.ts'

/** A file that the user chose: that one, whatever has its path later. */
export interface ChosenFile {
  readonly path: string
  /** Its disk, and its number there. */
  readonly dev: bigint
  readonly ino: bigint
}

const EXTENSION = /^[\p{L}\p{N}_+-]{1,16}$/u

export const FILE_CALLS: [string, Call][] = [['files.pick', pick]]

export const FILE_OPENERS: [string, Opener][] = [['files.read', readPicked]]

async function pick({ run, params }: CallContext): Promise<WireObject[]> {
  if (!run.app.permissions.fs.includes('pick'))
    throw PlatformErrors.PERMISSION_MISSING({ permission: 'fs: pick' })
  if (run.callbacks.pick === undefined) throw PlatformErrors.UNAVAILABLE({ what: 'choosing files' })
  const extensions = params.texts('extensions', MAX_PICK_EXTENSIONS).map((text) => text.toLowerCase())
  // They are shown in a question of ours, in which an app shall not say anything else.
  if (!extensions.every((text) => EXTENSION.test(text)))
    throw PlatformErrors.ARGUMENT_INVALID({ name: 'extensions', expected: 'letters and digits, 16 at most' })
  const picked = await run.callbacks.pick({ multiple: params.boolean('multiple', false), extensions })
  return Promise.all(picked.slice(0, MAX_PICKED_FILES).map((file) => handOver(run, file)))
}

/** Its path, where the app sees it; else a number to read it by, once. */
async function handOver(run: Run, { path, isVisible }: PickedFile): Promise<WireObject> {
  if (isVisible) return { path }
  const { dev, ino } = await stat(path, { bigint: true }).catch(() => {
    throw notFound(path)
  })
  const id = run.nextPicked()
  run.picked.set(id, { path, dev, ino })
  const [oldest] = run.picked.keys()
  if (run.picked.size > MAX_PICKED_FILES && oldest !== undefined) run.picked.delete(oldest)
  return { id, name: basename(path) }
}

async function readPicked({ run, params, stream }: OpenContext): Promise<void> {
  const id = params.integer('id')
  const chosen = run.picked.get(id)
  if (chosen === undefined) throw PlatformErrors.FILE_NOT_FOUND({ name: String(id) })
  run.picked.delete(id)
  const file = await openChosen(chosen)
  await pipeline(file.createReadStream(), stream)
}

/** What an app may write, it may have put something else in the place of: a link to what was never chosen, a pipe. */
async function openChosen({ path, dev, ino }: ChosenFile): Promise<FileHandle> {
  // A pipe that nobody writes would keep one of the node's few threads for ever.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => {
    throw notFound(path)
  })
  const stats = await file.stat({ bigint: true })
  if (stats.isFile() && stats.dev === dev && stats.ino === ino) return file
  await file.close()
  throw notFound(path)
}

function notFound(path: string): Error {
  return PlatformErrors.FILE_NOT_FOUND({ name: basename(path) })
}
