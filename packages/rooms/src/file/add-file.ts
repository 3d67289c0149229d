/** Puts a file into a core of its own, block by block, encrypted. */
import { type FileReference, LIMITS } from '@comice/protocol'
import b4a from 'b4a'
import type Corestore from 'corestore'
import crypto, { type KeyPair } from 'hypercore-crypto'
import { FILE_APPEND_BLOCKS, FILE_BLOCK_BYTES } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { type FilePlace, sealBlock } from './file-cipher.ts'
import { imageSize } from './image-size.ts'
import { mediaTypeOf } from './media-type.ts'
import type { AddFileOptions } from './room-files.ts'
import { RunningHash } from './running-hash.ts'

export interface NewFile {
  readonly store: Corestore
  readonly place: FilePlace
  /** Signs the core. It is used for nothing else, and nothing is appended after this. */
  readonly keyPair: KeyPair
}

/** Resolves when all of it is on the disk. @throws FILE_TOO_LARGE, what `content` throws, and the reason of `signal` */
export async function addFile(
  { store, place, keyPair }: NewFile,
  content: AsyncIterable<Uint8Array>,
  { name, mediaType, signal, onprogress }: AddFileOptions,
): Promise<FileReference> {
  const core = store.get({ manifest: place.manifest, keyPair, active: false })
  try {
    await core.ready()
    const fileKey = crypto.randomBytes(32)
    const hash = new RunningHash()
    let size = 0
    let blocks = 0
    let pixels = { width: 0, height: 0 }
    for await (const plain of piecesOf(content, signal)) {
      if (size === 0) pixels = imageSize(plain) ?? pixels
      size += plain.byteLength
      if (size > LIMITS.MAX_FILE_BYTES) throw RoomErrors.FILE_TOO_LARGE({ limit: LIMITS.MAX_FILE_BYTES })
      hash.add(plain)
      const sealed = sealAll(fileKey, blocks, plain)
      blocks += sealed.length
      await core.append(sealed)
      onprogress?.(size)
    }
    const type = mediaType ?? mediaTypeOf(name)
    return { name, mediaType: type, size, ...pixels, hash: hash.end(), fileKey, signer: keyPair.publicKey }
  } finally {
    await core.close()
  }
}

function sealAll(fileKey: Uint8Array, first: number, plain: Uint8Array): Uint8Array[] {
  const sealed: Uint8Array[] = []
  for (let at = 0; at < plain.byteLength; at += FILE_BLOCK_BYTES) {
    sealed.push(sealBlock(fileKey, first + sealed.length, plain.subarray(at, at + FILE_BLOCK_BYTES)))
  }
  return sealed
}

/** Pieces of {@link FILE_APPEND_BLOCKS} whole blocks, the last one shorter; each is one append, and one sync. */
async function* piecesOf(
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const full = FILE_APPEND_BLOCKS * FILE_BLOCK_BYTES
  let waiting: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of content) {
    signal?.throwIfAborted()
    waiting.push(chunk)
    bytes += chunk.byteLength
    if (bytes < full) continue
    const all = b4a.concat(waiting)
    const even = bytes - (bytes % full)
    for (let at = 0; at < even; at += full) yield all.subarray(at, at + full)
    waiting = [all.subarray(even)]
    bytes -= even
  }
  signal?.throwIfAborted()
  if (bytes > 0) yield b4a.concat(waiting)
}
