/** Files for others, and from them: below the paths that were granted, and never by a link out of these. */
import type { Duplex } from 'node:stream'
import { isComiceError } from '@comice/protocol'
import { RemoteErrors } from '../errors.ts'
import type { Capability, Ending, Seat, Started } from '../session/capability.ts'
import { type CopyParams, decodeCopy } from './copy-params.ts'
import type { CopyPlace } from './copy-place.ts'
import { openCopyEnd, runCopy } from './copy-run.ts'
import { formatCopyScope, parseCopyScope } from './copy-scope.ts'
import { CopyTally } from './copy-tally.ts'

export const copyCapability: Capability = {
  name: 'copy',
  read(bytes) {
    const params = decodeCopy(bytes)
    if (params === null) return null
    const scope = formatCopyScope({ path: params.path, isReadOnly: !params.writes })
    return { scope, what: scope, hasProcess: false, start: (seat) => start(params, seat) }
  },
}

async function start(params: CopyParams, { granted, ending }: Seat): Promise<Started> {
  // A grant of everything names no folder, so links are followed as its user's own are.
  const top = granted === null ? params.path : (parseCopyScope(granted)?.path ?? params.path)
  const place = await openCopyEnd({ ...params, top })
  return new RunningCopy({ params, place, ending })
}

interface RunningParts {
  readonly params: CopyParams
  readonly place: CopyPlace
  readonly ending: AbortSignal
}

class RunningCopy implements Started {
  readonly #parts: RunningParts
  readonly #tally = new CopyTally()

  constructor(parts: RunningParts) {
    this.#parts = parts
  }

  get counts(): { readonly in: number; readonly out: number } {
    const { bytes } = this.#tally.result
    return this.#parts.params.writes ? { in: bytes, out: 0 } : { in: 0, out: bytes }
  }

  discard(): void {
    void this.#parts.place[Symbol.asyncDispose]()
  }

  async run(bytes: Duplex): Promise<Ending> {
    const { params, ending: signal } = this.#parts
    await using place = this.#parts.place
    try {
      await runCopy({ bytes, place, tally: this.#tally, signal, ...params })
      const { entries, refusedCount } = this.#tally.result
      return { how: refusedCount === 0 ? `copied ${entries}` : `copied ${entries}, left out ${refusedCount}` }
    } catch (error) {
      const reason: unknown = signal.aborted ? signal.reason : error
      return { how: isComiceError(reason) ? reason.code : RemoteErrors.COPY_CUT({}).code }
    }
  }
}
