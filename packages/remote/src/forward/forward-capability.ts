/** Connections for others to what this machine reaches: what is exposed by a name, or what a grant names itself. */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { isComiceError, remoteForward } from '@comice/protocol'
import { RemoteErrors } from '../errors.ts'
import type { Capability, Ending, Started } from '../session/capability.ts'
import type { Exposed } from './exposed.ts'
import { dial } from './dial.ts'
import { type JoinedStreams, joinStreams } from './join-streams.ts'
import { formatTarget, tryTarget } from './target.ts'

export function createForwardCapability(exposed: Exposed): Capability {
  return {
    name: 'forward',
    read(bytes) {
      const decoded = remoteForward.decode(bytes)
      const target = decoded.ok ? tryTarget(decoded.value.target) : ''
      if (typeof target === 'string') return null
      const what = formatTarget(target)
      const start = async (seat: { readonly ending: AbortSignal }) => {
        const place = exposed.resolve(target)
        if (place === null) throw RemoteErrors.EXPOSED_UNKNOWN({ name: what })
        return new Forwarded(await dial(place, what), seat.ending)
      }
      return { scope: what, what, hasProcess: false, start }
    },
  }
}

class Forwarded implements Started {
  readonly #socket: Socket
  readonly #ending: AbortSignal
  #joined: JoinedStreams | null = null

  constructor(socket: Socket, ending: AbortSignal) {
    this.#socket = socket
    this.#ending = ending
  }

  get counts(): { readonly in: number; readonly out: number } {
    const { there = 0, back = 0 } = this.#joined?.counts ?? {}
    return { in: there, out: back }
  }

  discard(): void {
    this.#socket.destroy()
  }

  async run(bytes: Duplex): Promise<Ending> {
    const joined = joinStreams(bytes, this.#socket)
    this.#joined = joined
    const end = () => bytes.destroy()
    this.#ending.addEventListener('abort', end, { once: true })
    if (this.#ending.aborted) end()
    const failure = await joined.closed
    this.#ending.removeEventListener('abort', end)
    const reason: unknown = this.#ending.aborted ? this.#ending.reason : failure
    if (reason === null) return { how: 'closed' }
    return { how: isComiceError(reason) ? reason.code : ((reason as NodeJS.ErrnoException).code ?? 'cut') }
  }
}
