/**
 * Cores of which two histories are signed. Hypercore closes one when it meets both, and forgets why: whoever opens it again finds
 * the history that was here first. So the core itself is marked, for good.
 *
 * Rests on private parts that `test/store/forked-cores.test.ts` pins: that a core calls `_onconflict` before its sessions
 * close, and that its state writes user data then.
 */
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'

/** Of a core's user data. */
const FORKED = 'comice/forked'

/** hypercore `lib/core.js`. */
interface ForkingCore {
  readonly state: { setUserData(key: string, value: Uint8Array): Promise<void> }
  _onconflict(proof: unknown): Promise<void>
}

type Listener = () => void

/** By what all sessions and namespaces of a store share. */
const listenersByCores = new WeakMap<object, Set<Listener>>()

/** Call it before the first core is opened. */
export function markForkedCores(store: Corestore): void {
  store.watch((opening: unknown) => {
    const core = opening as ForkingCore
    const onconflict = core._onconflict.bind(core)
    core._onconflict = async (proof) => {
      // When the store cannot write any more, the next who has both histories will show them again.
      await core.state.setUserData(FORKED, Buffer.of(1)).catch(() => undefined)
      await onconflict(proof)
      for (const listener of [...listenersOf(store)]) listener()
    }
  })
}

/** Calls `listener` when a core of the store was marked, until what it returns is called. */
export function onForkedCore(store: Corestore, listener: Listener): () => void {
  const listeners = listenersOf(store).add(listener)
  return () => listeners.delete(listener)
}

/** Opens the core for it. */
export async function isForkedCore(store: Corestore, key: Uint8Array): Promise<boolean> {
  const core: Hypercore = store.get({ key, active: false })
  try {
    await core.ready()
    return (await core.getUserData(FORKED)) !== null
  } finally {
    await core.close()
  }
}

function listenersOf(store: Corestore): Set<Listener> {
  const { cores } = store as unknown as { cores: object }
  const listeners = listenersByCores.get(cores) ?? new Set()
  listenersByCores.set(cores, listeners)
  return listeners
}
