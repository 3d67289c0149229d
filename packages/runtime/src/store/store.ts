/** The app's own Corestore, which lives in the node. */
import { decodeKey } from '@comice/protocol'
import type { EncodingName } from '../handle/encoding.ts'
import type { SwarmConnection } from '../swarm/swarm-connection.ts'
import { Core, type CoreOptions } from '../core/core.ts'
import { node } from '../session/session.ts'
import type { WireObject } from '../wire/value.ts'

/**
 * Cores of this app, of nobody else: another app's and the user's own are out of reach.
 *
 * ```ts
 * import { Store } from '@comice/runtime'
 *
 * const store = new Store()
 * const diary = store.get({ name: 'diary', valueEncoding: 'utf-8' })
 * await diary.append('first day')
 * ```
 */
export class Store {
  readonly #namespace: readonly string[]

  /** All stores of an app are the same one. */
  constructor(namespace: readonly string[] = []) {
    this.#namespace = namespace
  }

  /** The names that lead here. */
  get path(): readonly string[] {
    return this.#namespace
  }

  /** A core by name (the app's own, writable) or by key (32 bytes, or their text). It opens on first use. */
  get<Name extends EncodingName = 'binary'>(options: CoreOptions<Name>): Core<Name> {
    const { name, key, encryptionKey, valueEncoding = 'binary' as Name } = options
    const params = openParams({ name, key, encryptionKey, namespace: this.#namespace })
    return new Core(() => params, valueEncoding)
  }

  /** A store in which the same names are other cores. */
  namespace(name: string): Store {
    return new Store([...this.#namespace, name])
  }

  /**
   * Replicates this store's cores with the app at the other end of a connection. Blocks go between the two nodes and
   * do not pass through the app. Repeating it does nothing.
   */
  async replicate(connection: SwarmConnection): Promise<void> {
    await node().request('store.replicate', { connection: connection.id })
  }
}

/** What tells the node which core, or drive, or base is meant. */
export function openParams(options: {
  namespace: readonly string[]
  name?: string | undefined
  key?: Uint8Array | string | undefined
  encryptionKey?: Uint8Array | undefined
}): WireObject {
  const { namespace, name, key, encryptionKey } = options
  return { namespace, name, key: typeof key === 'string' ? decodeKey(key) : key, encryptionKey }
}
