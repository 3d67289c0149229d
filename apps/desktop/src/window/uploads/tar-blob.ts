/**
 * Files as one tar archive (POSIX.1-2001, with pax headers): the browser reads each while it is sent, so an archive of any
 * size costs no memory, and the node makes one version of it, or nothing.
 */
import type { PickedFile } from './picked-files.ts'

const BLOCK_BYTES = 512
const MAX_NAME_BYTES = 100
/** Eleven octal digits: more is said in a pax header. */
const MAX_OCTAL = 0o77_777_777_777
const ENCODER = new TextEncoder()

export function tarOf(files: readonly PickedFile[]): Blob {
  const parts: BlobPart[] = files.flatMap(({ path, file }) => [
    ...headersOf(path, file),
    file,
    new Uint8Array(paddingOf(file.size)),
  ])
  return new Blob([...parts, new Uint8Array(2 * BLOCK_BYTES)])
}

function headersOf(path: string, { size, lastModified }: File): Uint8Array<ArrayBuffer>[] {
  const name = ENCODER.encode(path)
  const isPlain = name.length <= MAX_NAME_BYTES && name.every((byte) => byte < 0x80) && size <= MAX_OCTAL
  const mtime = Math.max(0, Math.floor(lastModified / 1000))
  const own = headerOf({ name, size: Math.min(size, MAX_OCTAL), mtime, type: '0' })
  if (isPlain) return [own]
  const facts = ENCODER.encode(paxRecord('path', path) + paxRecord('size', String(size)))
  const head = headerOf({ name: ENCODER.encode('pax'), size: facts.length, mtime, type: 'x' })
  return [head, facts, new Uint8Array(paddingOf(facts.length)), own]
}

interface Header {
  readonly name: Uint8Array
  readonly size: number
  /** Seconds since 1970. */
  readonly mtime: number
  readonly type: '0' | 'x'
}

function headerOf({ name, size, mtime, type }: Header): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK_BYTES)
  const text = (at: number, value: string) => block.set(ENCODER.encode(value), at)
  block.set(name.subarray(0, MAX_NAME_BYTES), 0)
  text(100, octal(0o644, 7))
  text(108, octal(0, 7))
  text(116, octal(0, 7))
  text(124, octal(size, 11))
  text(136, octal(Math.min(mtime, MAX_OCTAL), 11))
  // The sum is taken as if its own field were spaces.
  text(148, ' '.repeat(8))
  text(156, type)
  text(257, 'ustar\u000000')
  text(
    148,
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\u0000 `,
  )
  return block
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}

/** `27 path=…\n`: its length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ENCODER.encode(` ${key}=${value}\n`).length
  let length = rest + String(rest).length
  length = rest + String(length).length
  return `${length} ${key}=${value}\n`
}

function paddingOf(bytes: number): number {
  return (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES
}
