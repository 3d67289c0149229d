/**
 * Corestore's replication on one mux, that can end before the mux does. Corestore and hypercore only let go of a stream
 * when it closes; so they get a stand-in for it, which closes when we say so.
 *
 * This rests on parts of corestore 7.12 and hypercore 11.37 that `test/fast-path/store-session.test.ts` pins: `replicate`
 * reads `noiseStream` of what has a `pipe`, keeps that for cores that open later until its 'close', and pairs
 * `hypercore/alpha` on its mux; `store.cores` is what is open, each with a `core.replicator` that has `attached` and
 * `detachFrom`; and a core's channel is made by `mux.createChannel`, where null means that there is none to be had.
 */
import { EventEmitter } from 'node:events'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type Corestore from 'corestore'
import type Protomux from 'protomux'

const PROTOCOL = 'hypercore/alpha'

interface OpenCore {
  replicator: { attached: (mux: Protomux) => boolean; detachFrom: (mux: Protomux) => void }
}

class StandIn extends EventEmitter {
  readonly noiseStream: NoiseSecretStream

  constructor(noiseStream: NoiseSecretStream) {
    super()
    this.noiseStream = noiseStream
  }

  pipe(): never {
    throw new TypeError('bytes go through the stream itself')
  }
}

const closedMuxes = new WeakSet<Protomux>()
const gatedMuxes = new WeakSet<Protomux>()

/** Replicates all of `store` on `mux` until the returned function is called, or the stream ends; a closing store not at all. */
export function replicateOn(store: Corestore, mux: Protomux): () => void {
  // Corestore would throw: within the 'close' of a path, which nobody catches.
  if (isClosing(store)) return () => undefined
  gate(mux)
  // A core that was opened while the mux was closed for cores is attached to it, and has no channel.
  if (closedMuxes.delete(mux)) detachAll(store, mux)
  const standIn = new StandIn(mux.stream)
  const onclose = () => standIn.emit('close')
  mux.stream.once('close', onclose)
  store.replicate(standIn as unknown as NoiseSecretStream)
  return () => {
    if (closedMuxes.has(mux) || mux.stream.destroyed) return
    closedMuxes.add(mux)
    mux.stream.off('close', onclose)
    standIn.emit('close')
    mux.unpair({ protocol: PROTOCOL })
    detachAll(store, mux)
    for (const channel of [...mux]) if (channel.protocol === PROTOCOL) channel.close()
  }
}

function isClosing(store: Corestore): boolean {
  return Boolean(store.closing) || Boolean(store.root?.closing)
}

function detachAll(store: Corestore, mux: Protomux): void {
  const { cores } = (store.root ?? store) as unknown as { cores: Iterable<OpenCore> }
  for (const { replicator } of cores) if (replicator.attached(mux)) replicator.detachFrom(mux)
}

/** Lets no core open a channel on a mux that replication has left: one may have been about to. */
function gate(mux: Protomux): void {
  if (gatedMuxes.has(mux)) return
  gatedMuxes.add(mux)
  const createChannel = mux.createChannel.bind(mux)
  mux.createChannel = (options) =>
    options.protocol === PROTOCOL && closedMuxes.has(mux) ? null : createChannel(options)
}
