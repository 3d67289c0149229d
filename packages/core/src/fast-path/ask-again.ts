/**
 * Asks peers again that did not have a core. Hypercore asks each connection once, when it comes or the core is opened;
 * who has the core later says so by itself only when it is open there, which what is kept for others is not.
 *
 * This rests on two names of hypercore 11.37 that `test/fast-path/ask-again.test.ts` pins: a core's `core.replicator` has
 * `_attached`, the muxes that it is offered on, and `_makePeer`, which opens its channel on one, unless it is open.
 */
import type Hypercore from 'hypercore'
import type Protomux from 'protomux'

interface Replicator {
  readonly _attached: Iterable<Protomux>
  _makePeer(mux: Protomux): boolean
}

/** Who has the core by now answers as to a new connection; where it is replicated already, nothing happens. */
export function askAgain(core: Hypercore): void {
  if (!core.opened || core.closing) return
  const { replicator } = (core as unknown as { core: { replicator: Replicator } }).core
  for (const mux of replicator._attached) if (!mux.stream.destroying) replicator._makePeer(mux)
}
