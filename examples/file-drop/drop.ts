/** Files into a drive and out of it. */
import { createHash, type Hash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Drive, type DriveEntry, sanitizeText } from '@comice/runtime'

const SAFE_NAME = /^(?!\.)[^\p{C}/\\:]{1,200}$/u

/** Returns the line that names what was put: its SHA-256 and its name. */
export async function putFile(
  drive: Drive,
  name: string,
  contents: AsyncIterable<Uint8Array>,
): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(contents, hashing(hash), drive.createWriteStream(`/${name}`))
  return `${hash.digest('hex')}  ${sanitizeText(name)}`
}

/**
 * Writes a file of a drive into `folder`, and returns the line that names it. Every block is checked against the
 * drive's key, so what comes is what was put, whoever sent it. Names are checked here: a drive may hold any.
 */
export async function fetchFile(drive: Drive, { key, value }: DriveEntry, folder: string): Promise<string> {
  const name = key.slice(1)
  if (value.blob === null || !SAFE_NAME.test(name)) return `left out: ${sanitizeText(key)}`
  const hash = createHash('sha256')
  await pipeline(drive.createReadStream(key), hashing(hash), createWriteStream(path.join(folder, name)))
  return `${hash.digest('hex')}  ${name}`
}

function hashing(hash: Hash) {
  return async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
}
