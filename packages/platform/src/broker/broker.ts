/**
 * The node's end of an app: it serves the wire of the app's processes, and holds everything peer-to-peer that they
 * use. An app is hostile until shown otherwise: what it sends is bounded, what it uses has a quota, and nothing that
 * it does throws out of here.
 */
import type { Duplex } from 'node:stream'
import type { Peer } from '@comice/core'
import type { Broker, BrokerApp, BrokerCallbacks, BrokerQuota } from './broker-contract.ts'
import { Run } from './run.ts'
import { openPage } from './serve-pages.ts'

export interface CreateBrokerOptions {
  /** The pipe to the app's first process; the broker owns it. */
  stream: Duplex
  app: BrokerApp
  peer: Peer
  /** The app's storage: its Corestore is in `store`, its own files in `files`. Made when it is first used. */
  storageDir: string
  quota?: Partial<BrokerQuota>
  callbacks?: BrokerCallbacks
}

/**
 * Serves an app until its pipe ends.
 *
 * ```ts
 * const broker = createBroker({ stream, app, peer, storageDir })
 * await broker.closed
 * ```
 */
export function createBroker({ stream, ...options }: CreateBrokerOptions): Broker {
  const run = new Run(options)
  const main = run.attach(stream)
  return {
    closed: run.closed,
    disconnected: main.wire.closed.then(() => undefined),
    cost: () => run.cost(),
    attach: (other) => void run.attach(other),
    teardown: (timeoutMs) => main.teardown(timeoutMs),
    wake: (link) => run.events.send({ type: 'wakeup', link }),
    openPage: (signal) => openPage(main.wire, signal),
    announce: (update) => run.events.send({ type: 'update', ...update }),
    bus: run.bus,
    close: () => run.close(),
    [Symbol.asyncDispose]: () => run.close(),
  }
}
