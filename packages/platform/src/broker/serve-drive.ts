/** What apps call of drives. Names are data in a drive: no file of this machine is touched by them. */
import { clearBlocks } from '@comice/core'
import { blobPieces } from '@comice/drives/parts'
import { encodeHex } from '@comice/protocol'
import type { WireObject, WireStream, WireValue } from '@comice/runtime/wire'
import type Hypercore from 'hypercore'
import Hyperdrive from 'hyperdrive'
import { BEE_ENTRY_BYTES, MAX_NAMESPACES, MAX_PATH_CHARS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { storeOf, whenKnown } from './app-store.ts'
import { followState } from './follow-state.ts'
import type { Params } from './params.ts'
import { pipeItems } from './pipe-items.ts'
import type { Run } from './run.ts'
import type { Call, CallContext, OpenContext, Opener } from './session.ts'

/** A drive behind a handle. */
export class HeldDrive {
  readonly drive: Hyperdrive

  constructor(drive: Hyperdrive) {
    this.drive = drive
  }
}

export const DRIVE_OPENERS: [string, Opener][] = [
  ['drive', openDrive],
  ['drive.list', listDrive],
  ['drive.readdir', readFolder],
  ['drive.read', readFile],
  ['drive.write', writeFile],
  ['drive.watch', watchDrive],
]

export const DRIVE_CALLS: [string, Call][] = [
  [
    'drive.put',
    async (context) => {
      const { drive, name } = writableOf(context)
      const contents = context.params.bytes('contents')
      context.run.disk.take(contents.length + name.length + BEE_ENTRY_BYTES)
      await drive.put(name, contents, putOptions(context.params))
      return infoOf(drive)
    },
  ],
  [
    'drive.del',
    async (context) => {
      const { drive, name } = writableOf(context)
      await drive.del(name)
      return infoOf(drive)
    },
  ],
  [
    'drive.symlink',
    async (context) => {
      const { drive, name } = writableOf(context)
      context.run.disk.take(name.length + BEE_ENTRY_BYTES)
      await drive.symlink(name, context.params.text('target', { maxChars: MAX_PATH_CHARS }))
      return infoOf(drive)
    },
  ],
  [
    'drive.entry',
    async ({ session, params }) => entryOf(await (await knownDrive(session, params)).entry(pathOf(params))),
  ],
  [
    'drive.clear',
    async ({ session, params }) => {
      const drive = driveOf(session, params)
      const blob = (await drive.entry(pathOf(params)))?.value.blob
      if (blob == null) return
      const blobs = await drive.getBlobs()
      const { core } = blobs
      const read = (index: number) => core.get(index, { wait: false })
      const pieces = await blobPieces(blobs, blob, {
        blobsLength: core.length,
        maxBytes: core.byteLength,
        read,
      })
      // The map of a file in pieces last: without it nobody finds them.
      for (const [from, to] of [...(pieces?.blocks ?? [])].reverse()) await clearBlocks(core, from, to)
    },
  ],
  [
    'drive.update',
    async ({ session, params }) => {
      const drive = driveOf(session, params)
      return { updated: await drive.update({ wait: true }), ...infoOf(drive) }
    },
  ],
  ['drive.download', downloadFolder],
]

async function openDrive({ run, session, params, stream }: OpenContext): Promise<void> {
  const { drive, close } = params.has('drive') ? checkoutOf(session, params) : await sharedDrive(run, params)
  stream.once('close', () => void close().catch(() => undefined))
  await drive.ready()
  if (stream.destroyed) return
  run.swarm.awaitPeers(drive.core as Hypercore)
  session.hold(stream, HeldDrive, new HeldDrive(drive))
  const changed = followState(stream, () => infoOf(drive))
  drive.core.on('append', changed)
  drive.core.on('truncate', changed)
  drive.core.once('close', () => stream.destroy())
}

interface Opened {
  drive: Hyperdrive
  close: () => Promise<void>
}

async function sharedDrive(run: Run, params: Params): Promise<Opened> {
  const store = await storeOf(run, params)
  const key = params.optionalBytes('key', 32)
  const name = key === null ? JSON.stringify(params.texts('namespace', MAX_NAMESPACES)) : encodeHex(key)
  // A drive closes the store that it was given.
  const drive = run.drives.take(name, () => new Hyperdrive(store.session(), key))
  return { drive, close: () => run.drives.release(name) }
}

function checkoutOf(session: OpenContext['session'], params: Params): Opened {
  const { drive } = session.held(params, HeldDrive, 'drive')
  const checkout = drive.checkout(params.integer('checkout', { min: 1 }))
  return { drive: checkout, close: () => checkout.close() }
}

async function listDrive({ session, params, stream }: OpenContext): Promise<void> {
  const drive = await knownDrive(session, params)
  const entries = drive.list(pathOf(params, 'folder'), {
    recursive: params.boolean('recursive', true),
  })
  await pipeItems(entries, stream, (entry: Hyperdrive.Entry) => entryOf(entry))
}

async function readFolder({ session, params, stream }: OpenContext): Promise<void> {
  const drive = await knownDrive(session, params)
  await pipeItems(drive.readdir(pathOf(params, 'folder')), stream, (name: string) => name)
}

async function readFile({ session, params, stream }: OpenContext): Promise<void> {
  const drive = await knownDrive(session, params)
  const name = pathOf(params)
  const entry = await drive.entry(name)
  if (entry?.value.blob == null) throw PlatformErrors.FILE_NOT_FOUND({ name })
  const length = params.optionalInteger('length')
  const start = params.integer('start', { missing: 0 })
  const bytes = drive.createReadStream(entry, { start, ...(length !== null && { length }) })
  await pipeItems(bytes, stream, (chunk: Uint8Array) => chunk)
}

/** Ends its side when the file is in the drive. What ends early leaves the drive as it was. */
async function writeFile({ run, session, params, stream }: OpenContext): Promise<void> {
  const drive = driveOf(session, params)
  const name = pathOf(params)
  if (!drive.writable) throw PlatformErrors.CORE_NOT_WRITABLE()
  run.disk.take(name.length + BEE_ENTRY_BYTES)
  const file = drive.createWriteStream(name, putOptions(params))
  const closed = new Promise<void>((resolve, reject) => {
    file.once('error', reject)
    file.once('close', resolve)
  })
  closed.catch(() => undefined)
  try {
    await copyInto(run, stream, file)
    file.end()
  } catch (error) {
    file.destroy(error as Error)
  }
  await closed
  stream.end()
}

async function copyInto(
  run: Run,
  stream: WireStream,
  file: ReturnType<Hyperdrive['createWriteStream']>,
): Promise<void> {
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    run.disk.take((chunk as Uint8Array).length)
    if (!file.write(chunk as Uint8Array)) await new Promise<void>((resolve) => file.once('drain', resolve))
  }
}

async function watchDrive({ session, params, stream }: OpenContext): Promise<void> {
  const watcher = driveOf(session, params).watch(pathOf(params, 'folder'))
  await watcher.ready()
  stream.once('close', () => void watcher.destroy())
  await pipeItems(watcher, stream, ([current, previous]) => ({
    current: current.version,
    previous: previous.version,
  }))
}

async function downloadFolder({ session, params, signal }: CallContext): Promise<void> {
  const drive = await knownDrive(session, params)
  const download = drive.download(pathOf(params, 'folder'))
  signal.addEventListener('abort', () => download.destroy(), { once: true })
  await download.done()
}

function driveOf(session: OpenContext['session'], params: Params): Hyperdrive {
  return session.held(params, HeldDrive).drive
}

async function knownDrive(session: OpenContext['session'], params: Params): Promise<Hyperdrive> {
  const drive = driveOf(session, params)
  await whenKnown(drive.core as Hypercore)
  return drive
}

function writableOf({ session, params }: CallContext): { drive: Hyperdrive; name: string } {
  const drive = driveOf(session, params)
  if (!drive.writable) throw PlatformErrors.CORE_NOT_WRITABLE()
  return { drive, name: pathOf(params) }
}

function pathOf(params: Params, name = 'name'): string {
  return params.text(name, { maxChars: MAX_PATH_CHARS })
}

function putOptions(params: Params): Hyperdrive.PutOptions {
  return { executable: params.boolean('executable', false), metadata: params.get('metadata') ?? null }
}

/** Metadata is whatever a peer wrote as JSON; what cannot cross is refused when it is sent. */
function entryOf(entry: Hyperdrive.Entry | null): WireObject | null {
  if (entry === null) return null
  const { executable, linkname, blob } = entry.value
  const metadata = entry.value.metadata as WireValue
  return {
    seq: entry.seq,
    key: entry.key,
    value: { executable, linkname, blob: blob as WireValue, metadata: metadata ?? null },
  }
}

function infoOf(drive: Hyperdrive): WireObject {
  return {
    key: drive.key,
    discoveryKey: drive.discoveryKey,
    version: drive.version,
    writable: drive.writable,
  }
}
