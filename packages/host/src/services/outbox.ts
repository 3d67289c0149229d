/**
 * Files that a page of the window gave to be sent: a page knows no paths of this machine, so they lie in the profile until
 * the transfer is over. `outbox/<id>/files` holds them, `outbox/<id>/transfer` says for which.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isComiceError } from '@comice/protocol'
import { OUTBOX_RESERVE_BYTES, OUTBOX_SPACE_CHECK_BYTES } from '../constants.ts'
import { HostErrors } from '../errors.ts'

export interface Packed {
  readonly id: string
  /** What is at its top. */
  readonly paths: readonly string[]
  /** That were left out because of their names. */
  readonly refusedCount: number
}

interface Kept {
  readonly id: string
  /** Resolves when the disk knows whose it is. */
  readonly isNoted: Promise<void>
}

export class Outbox {
  readonly #dir: string
  readonly #reserveBytes: number
  readonly #keptByTransfer = new Map<string, Kept>()
  /** Unpacked, and of no transfer yet. */
  readonly #unkept = new Set<string>()
  /** Transfers that were over while there was something unkept: it may be theirs. */
  readonly #over = new Set<string>()

  /** `reserveBytes` stay free on the disk. */
  constructor(profileDir: string, reserveBytes = OUTBOX_RESERVE_BYTES) {
    this.#dir = path.join(profileDir, 'outbox')
    this.#reserveBytes = reserveBytes
  }

  /** Whether something lies in it, perhaps of a run that was killed. */
  async isUsed(): Promise<boolean> {
    return (await readdir(this.#dir).catch(() => [])).length > 0
  }

  /** Unpacks an archive, for {@link keepFor} or {@link remove}. @throws DISK_FULL, FILE_UNUSABLE; nothing of it is there then */
  async unpack(archive: AsyncIterable<Uint8Array>): Promise<Packed> {
    const id = randomBytes(8).toString('hex')
    const folder = path.join(this.#dir, id, 'files')
    const { unpackTar } = await import('@comice/drives/parts')
    this.#unkept.add(id)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const { names, refusedCount } = await unpackTar(this.#leavingSpace(archive, folder), folder)
      return { id, paths: names.map((name) => path.join(folder, name)), refusedCount }
    } catch (error) {
      await this.remove(id)
      if (isComiceError(error)) throw error
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOSPC' || code === 'EDQUOT') throw HostErrors.DISK_FULL({ file: folder })
      throw HostErrors.FILE_UNUSABLE({ file: folder, reason: String(code ?? error) }, { cause: error })
    }
  }

  /** It goes with that transfer, which may be over by now. */
  async keepFor(id: string, transfer: string): Promise<void> {
    if (this.#over.has(transfer)) return this.remove(id)
    this.#claim(id)
    const isNoted = writeFile(path.join(this.#dir, id, 'transfer'), transfer, { mode: 0o600 })
    this.#keptByTransfer.set(transfer, { id, isNoted })
    await isNoted
  }

  /** Whether a page gave what that transfer sends. */
  keeps(transfer: string): boolean {
    return this.#keptByTransfer.has(transfer)
  }

  /** What was kept for a transfer, which is over. */
  async drop(transfer: string): Promise<void> {
    const kept = this.#keptByTransfer.get(transfer)
    if (kept === undefined) {
      if (this.#unkept.size > 0) this.#over.add(transfer)
      return
    }
    this.#keptByTransfer.delete(transfer)
    // Removing a folder in which a file is being made fails.
    await kept.isNoted.catch(() => undefined)
    await this.remove(kept.id)
  }

  async remove(id: string): Promise<void> {
    this.#claim(id)
    await rm(path.join(this.#dir, id), { recursive: true, force: true })
  }

  #claim(id: string): void {
    this.#unkept.delete(id)
    if (this.#unkept.size === 0) this.#over.clear()
  }

  /** Finds again what these transfers need, and removes the rest: of a run that was killed. */
  async tidy(transfers: ReadonlySet<string>): Promise<void> {
    for (const id of await readdir(this.#dir).catch(() => [])) {
      const transfer = await readFile(path.join(this.#dir, id, 'transfer'), 'utf8').catch(() => '')
      if (transfers.has(transfer)) this.#keptByTransfer.set(transfer, { id, isNoted: Promise.resolve() })
      else await this.remove(id)
    }
  }

  async *#leavingSpace(archive: AsyncIterable<Uint8Array>, folder: string): AsyncGenerator<Uint8Array> {
    let unmeasured = OUTBOX_SPACE_CHECK_BYTES
    for await (const piece of archive) {
      unmeasured += piece.byteLength
      if (unmeasured >= OUTBOX_SPACE_CHECK_BYTES) {
        const { bavail, bsize } = await statfs(folder)
        if (bavail * bsize < this.#reserveBytes + unmeasured) throw HostErrors.DISK_FULL({ file: folder })
        unmeasured = 0
      }
      yield piece
    }
  }
}
