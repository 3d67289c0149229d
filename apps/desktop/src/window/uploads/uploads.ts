/** Files on their way into drives, wherever the user looks meanwhile. */
import { errorFromWire, type ComiceError } from '@comice/protocol'
import type { ImportResult } from '@comice/host'
import { UPLOAD_TOLD_MS } from '../constants.ts'
import { type LookedDrive, encodePath } from '../drives/drive-address.ts'
import { WindowErrors } from '../errors.ts'
import { type Pace, RateMeter } from '../format/rate.ts'
import type { PickedFile } from './picked-files.ts'
import { tarOf } from './tar-blob.ts'

export interface Upload {
  readonly id: number
  /** Name of the drive, and the path of the folder in it. */
  readonly drive: string
  readonly folder: string
  readonly files: number
  readonly bytes: number
  readonly sentBytes: number
  readonly pace: Pace
  /** `writing`: all of it is sent, and the node has not said yet that it is in the drive. */
  readonly state: 'sending' | 'writing' | 'done' | 'failed'
  readonly result: ImportResult | null
  readonly error: ComiceError | null
}

const NO_PACE: Pace = { perSecond: 0, secondsLeft: null }

/** What a page may send: what is sent of a drive's own is never asked for twice. */
export class Uploads {
  readonly #token: string
  readonly #listeners = new Set<() => void>()
  readonly #requestsById = new Map<number, XMLHttpRequest>()
  #all: readonly Upload[] = []
  #count = 0

  constructor(token: string) {
    this.#token = token
  }

  readonly get = (): readonly Upload[] => this.#all

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Whether something would be lost by leaving. */
  get isBusy(): boolean {
    return this.#requestsById.size > 0
  }

  /** Sends files into a folder of a drive. They are there all at once, as one version, or not at all. */
  start(drive: Pick<LookedDrive, 'name' | 'base'>, folder: string, files: readonly PickedFile[]): void {
    const id = (this.#count += 1)
    const archive = tarOf(files)
    const bytes = files.reduce((sum, { file }) => sum + file.size, 0)
    const upload: Upload = {
      ...{ id, drive: drive.name, folder, files: files.length, bytes, sentBytes: 0, pace: NO_PACE },
      ...{ state: 'sending', result: null, error: null },
    }
    this.#set([...this.#all, upload])
    this.#send(upload, archive, `${drive.base}new${encodePath(folder)}/`)
  }

  /** Nothing of it comes into the drive. */
  cancel(id: number): void {
    this.#requestsById.get(id)?.abort()
    this.#requestsById.delete(id)
    this.dismiss(id)
  }

  /** Takes one that is over out of the list. */
  dismiss(id: number): void {
    this.#set(this.#all.filter((one) => one.id !== id))
  }

  #send({ id, bytes }: Upload, archive: Blob, address: string): void {
    const request = new XMLHttpRequest()
    const meter = new RateMeter()
    let toldAt = 0
    this.#requestsById.set(id, request)
    request.upload.onprogress = ({ loaded }) => {
      const now = performance.now()
      if (now - toldAt < UPLOAD_TOLD_MS && loaded < archive.size) return
      toldAt = now
      // What the archive adds to the files is none of theirs.
      const sentBytes = archive.size === 0 ? 0 : Math.round((loaded / archive.size) * bytes)
      this.#change(id, { sentBytes, pace: meter.add(sentBytes, bytes, now) })
    }
    request.upload.onload = () => this.#change(id, { sentBytes: bytes, state: 'writing', pace: NO_PACE })
    request.onload = () => this.#end(id, outcomeOf(request))
    request.onerror = () => this.#end(id, { state: 'failed', error: WindowErrors.UPLOAD_BROKEN({}) })
    request.open('POST', address)
    request.setRequestHeader('authorization', `Bearer ${this.#token}`)
    request.setRequestHeader('content-type', 'application/x-tar')
    request.send(archive)
  }

  #end(id: number, outcome: Partial<Upload>): void {
    this.#requestsById.delete(id)
    this.#change(id, outcome)
  }

  #change(id: number, changes: Partial<Upload>): void {
    this.#set(this.#all.map((one) => (one.id === id ? { ...one, ...changes } : one)))
  }

  #set(all: readonly Upload[]): void {
    this.#all = all
    for (const listener of this.#listeners) listener()
  }
}

function outcomeOf({ status, responseText }: XMLHttpRequest): Partial<Upload> {
  try {
    const answer: unknown = JSON.parse(responseText)
    if (status === 200) return { state: 'done', result: answer as ImportResult }
    return { state: 'failed', error: errorFromWire(answer) }
  } catch {
    return { state: 'failed', error: WindowErrors.UPLOAD_BROKEN({}) }
  }
}
