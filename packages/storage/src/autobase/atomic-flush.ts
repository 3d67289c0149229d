/**
 * Closes a gap of Autobase 7.28: an indexer writes an operation in two database batches, first views and own block, then
 * the record of which operations the views hold (`lib/apply-state.js`, `_flush`). A process that is killed in between
 * applies its last operation a second time when it opens again, signs views that no other member can compute, and the
 * signed length stands still at all of them for ever. Half of random kills hit the gap.
 *
 * The parts used are private; `test/autobase/atomic-flush.test.ts` holds them against the installed Autobase.
 */

interface BootRecord {
  version: number
  [field: string]: unknown
}

interface LocalState {
  setBootRecord(record: BootRecord): void
  /** Moves what is set into the atom, whose flush writes it. */
  flush(): Promise<unknown>
}

interface ApplyState {
  readonly key: Uint8Array
  readonly base: { readonly recoveries: number; _getBootRecord(): Promise<BootRecord> }
  readonly systemView: { readonly indexedLength: number }
  readonly localState: LocalState
  readonly store: { flush(): Promise<void> }
  _flush(localNodes: unknown): Promise<void>
}

/**
 * Makes every flush of an Autobase one database batch. To be called right after its constructor, before anything is
 * awaited.
 *
 * ```ts
 * const base = makeAutobaseCrashSafe(new Autobase(profile.store, key, handlers))
 * ```
 *
 * @throws TypeError if it has opened already or is not the Autobase that this was written for
 */
export function makeAutobaseCrashSafe<Base extends object>(base: Base): Base {
  if (!('_applyState' in base) || base._applyState !== null) {
    throw new TypeError('makeAutobaseCrashSafe needs an Autobase 7 that has not opened yet')
  }
  let current: ApplyState | null = null
  Object.defineProperty(base, '_applyState', {
    configurable: true,
    enumerable: true,
    get: () => current,
    // Autobase makes a new one whenever it restarts its views.
    set: (state: ApplyState | null) => {
      if (state !== null) flushAtOnce(state)
      current = state
    },
  })
  return base
}

function flushAtOnce(state: ApplyState): void {
  const flushState = state._flush.bind(state)
  let version: number | null = null
  state._flush = async (localNodes) => {
    version ??= (await state.base._getBootRecord()).version
    const recordVersion = version
    const { store, localState } = state
    const flushStore = store.flush.bind(store)
    // The first flush of an indexer takes along what the second would have written: the same record as `_flush` sets.
    store.flush = async () => {
      localState.setBootRecord({
        version: recordVersion,
        key: state.key,
        systemLength: state.systemView.indexedLength,
        indexersUpdated: false,
        fastForwarding: false,
        recoveries: state.base.recoveries,
      })
      await localState.flush()
      await flushStore()
    }
    try {
      await flushState(localNodes)
    } finally {
      store.flush = flushStore
    }
  }
}
