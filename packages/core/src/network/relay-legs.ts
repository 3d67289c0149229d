/**
 * Tells which connections pass through a relay. Where no hole can be punched, each end dials the relay that one of them named, and
 * the relay joins the two streams: bytes go to the relay's address, encrypted for the other end.
 *
 * hyperdht 6.34 does not tell. It dials a relay by `connect` with nothing but the key, which nobody else does; the connection is
 * relayed as long as its stream goes where that one goes. Pinned by packages/remote/test/nat/nat.test.ts.
 */
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type HyperDHT from 'hyperdht'

/** Of a UDX stream; changes when a hole was punched after all. */
interface Ends {
  readonly remoteHost: string | null
  readonly remotePort: number
}

export class RelayLegs {
  readonly #legs = new Set<NoiseSecretStream>()

  /** From now on it is known what the node dials. */
  watch(dht: HyperDHT): void {
    const connect = dht.connect.bind(dht)
    dht.connect = (key, options) => {
      const stream = options === undefined ? connect(key) : connect(key, options)
      if (options === undefined) this.#keep(stream)
      return stream
    }
  }

  carries(stream: NoiseSecretStream): boolean {
    const ends = endsOf(stream)
    if (ends === null) return false
    return [...this.#legs].some((leg) => {
      const to = endsOf(leg)
      return to !== null && to.remoteHost === ends.remoteHost && to.remotePort === ends.remotePort
    })
  }

  #keep(stream: NoiseSecretStream): void {
    this.#legs.add(stream)
    stream.once('close', () => this.#legs.delete(stream))
  }
}

function endsOf({ rawStream }: NoiseSecretStream): Ends | null {
  const ends = rawStream as Partial<Ends> | null
  if (typeof ends?.remoteHost !== 'string' || ends.remotePort === undefined) return null
  return { remoteHost: ends.remoteHost, remotePort: ends.remotePort }
}
