/** Where an app's names and keys lead: into its own store, and nowhere else. */
import { KEY_BYTES } from '@comice/protocol'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { MAX_NAMESPACES } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { Params } from './params.ts'
import type { Run } from './run.ts'

/** The store, or the namespace of it, that a call names. */
export async function storeOf(run: Run, params: Params): Promise<Corestore> {
  let store = await run.store()
  for (const name of params.texts('namespace', MAX_NAMESPACES)) store = store.namespace(name)
  return store
}

/** Which core, drive or base is meant: by name, or by key. Exactly one of both. */
export function nameOrKey(params: Params): { name: string } | { key: Buffer } {
  const key = params.optionalBytes('key', KEY_BYTES)
  if (key !== null) return { key }
  if (!params.has('name'))
    throw PlatformErrors.ARGUMENT_INVALID({ name: 'name', expected: 'a name or a key' })
  return { name: params.text('name') }
}

/**
 * Waits, for a foreign core of which nothing is known yet, until a peer has told its length, or nobody will (see
 * {@link AppSwarm.awaitPeers}). Bees and drives read from snapshots, which would be empty.
 */
export async function whenKnown(core: Hypercore): Promise<void> {
  if (core.length === 0 && !core.writable) await core.update({ wait: true })
}
