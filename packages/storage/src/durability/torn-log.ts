import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Ends logs where their damage begins, if RocksDB would hang on it. To be called before the database opens.
 *
 * RocksDB's recovery reads a log up to the first damage and drops the rest, which is right. But where the damage looks
 * like a record of a *recycled* log (a feature the stack does not use), `log::Reader` answers "bad record" without moving
 * on, and reads the same bytes for ever: one core at 100 %, `ready()` never settles, and the process cannot exit. Noise
 * behind the last sync does that in a few of a hundred power losses. So when such a header is met at all, we drop what
 * recovery would drop: the first damaged record and everything after it, later logs included. Logs are synced oldest
 * first, so nothing behind a damage was ever confirmed.
 *
 * The format: blocks of 32 KiB; records of 4 bytes masked CRC-32C of type and payload, 2 bytes length, 1 byte type, and
 * payload; types 1 to 4 are a whole record and the first, middle and last part of one (RocksDB, db/log_format.h).
 */
export async function endTornLogs(dbDir: string): Promise<void> {
  const entries = await readdir(dbDir).catch(() => [])
  const names = entries
    .filter((name) => name.endsWith('.log'))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
  for (const [index, name] of names.entries()) {
    const log = await readFile(join(dbDir, name))
    if (!mayHang(log)) continue
    await truncate(join(dbDir, name), intactLength(log))
    for (const later of names.slice(index + 1)) await truncate(join(dbDir, later), 0)
    return
  }
}

const BLOCK_BYTES = 32_768
const HEADER_BYTES = 7
const RECORD = { whole: 1, first: 2, middle: 3, last: 4 }
/** kRecyclableFullType to kRecyclableLastType, and the two later types with that property. */
const RECYCLABLE_TYPES = new Set([5, 6, 7, 8, 11, 131])

interface LogRecord {
  start: number
  end: number
  type: number
  /** The payload is all there and its checksum is right. */
  intact: () => boolean
}

/** All record headers that a reader could meet, damaged or not: a damaged one ends its block. */
function* records(log: Buffer): Generator<LogRecord> {
  for (let block = 0; block < log.length; block += BLOCK_BYTES) {
    const blockEnd = Math.min(block + BLOCK_BYTES, log.length)
    let start = block
    while (start + HEADER_BYTES <= blockEnd) {
      const payload = start + HEADER_BYTES
      const end = payload + log.readUInt16LE(start + 4)
      const stored = log.readUInt32LE(start)
      yield {
        start,
        end,
        type: log.readUInt8(start + 6),
        intact: () => end <= blockEnd && stored === maskedCrc(log.subarray(payload - 1, end)),
      }
      start = end
    }
  }
}

function mayHang(log: Buffer): boolean {
  for (const { type } of records(log)) if (RECYCLABLE_TYPES.has(type)) return true
  return false
}

/** Where the last complete record before the first damage ends. */
function intactLength(log: Buffer): number {
  let complete = 0
  for (const record of records(log)) {
    if (record.type < RECORD.whole || record.type > RECORD.last || !record.intact()) return complete
    if (record.type === RECORD.whole || record.type === RECORD.last) complete = record.end
  }
  return complete
}

async function truncate(path: string, length: number): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.truncate(length)
    await file.sync()
  } finally {
    await file.close()
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})

/** CRC-32C (Castagnoli), rotated and shifted as RocksDB stores it (util/crc32c.h). */
function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  crc = ~crc >>> 0
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
