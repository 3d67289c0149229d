/** The state of the page's one WebSocket, for whoever shows it. */
import type { ConnectionState } from '@comice/client'
import { createContext, useContext, useSyncExternalStore } from 'react'

/** Holds the newest state and tells when it changes. */
export class Connection {
  #state: ConnectionState = 'connecting'
  readonly #listeners = new Set<() => void>()

  readonly get = (): ConnectionState => this.#state

  readonly set = (state: ConnectionState): void => {
    if (state === this.#state || this.#state === 'refused') return
    this.#state = state
    for (const listener of this.#listeners) listener()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

export const ConnectionContext = createContext(new Connection())

export function useConnection(): ConnectionState {
  const connection = useContext(ConnectionContext)
  return useSyncExternalStore(connection.subscribe, connection.get)
}
