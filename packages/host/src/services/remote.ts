/**
 * Other machines, and this one for others. What it needs is loaded when first used; a profile that has let somebody do
 * something is one that uses it, and while it does the node stays.
 */
import { access } from 'node:fs/promises'
import path from 'node:path'
import type { Peer } from '@comice/core'
import type { Remote as RemoteEngine } from '@comice/remote'
import type { Duties } from '../duty/duties.ts'
import { Forwards } from './forwards.ts'
import type { PersonalRecords } from '../personal/personal-records.ts'
import { shareMachines } from '../personal/share-machines.ts'

/** As `@comice/remote` has them: named here, so that a start that uses none of it does not load it. */
const CAPABILITIES: ReadonlySet<string> = new Set(['exec', 'shell', 'pipe', 'copy', 'forward', 'listen'])

export interface RemoteParts {
  readonly peer: Peer
  readonly duties: Duties
  readonly records: PersonalRecords
  /** Resolves when the records are those of the home, if there is one. */
  readonly whenAttached: () => Promise<void>
}

export class Remote {
  readonly forwards: Forwards
  readonly #parts: RemoteParts
  #opening: Promise<RemoteEngine> | null = null
  #duty: Disposable | null = null

  constructor(parts: RemoteParts) {
    const { peer, duties } = parts
    this.#parts = parts
    this.forwards = new Forwards({ profile: peer.profile, duties, open: () => this.open() })
  }

  /** Everything about other machines; the same every time. */
  open(): Promise<RemoteEngine> {
    this.#opening ??= this.#open()
    // A disk that was full may have room again.
    this.#opening.catch(() => (this.#opening = null))
    return this.#opening
  }

  /**
   * Opens it where others may use this machine: it is there for them from the start of the node on. So are the forwards that
   * stay; a profile that has any has opened it before.
   */
  async openIfUsed(): Promise<void> {
    const { peer } = this.#parts
    const isGranted = peer.grants.list().some(({ what }) => CAPABILITIES.has(what.capability))
    if (isGranted) await this.open()
    const wasOpened = await access(path.join(peer.profile.dir, 'remote')).then(
      () => true,
      () => false,
    )
    if (wasOpened) await this.forwards.resume()
  }

  async #open(): Promise<RemoteEngine> {
    const { createRemote } = await import('@comice/remote')
    const { duties, peer, records, whenAttached } = this.#parts
    const engine = await createRemote(peer)
    peer.beforeClose(() => this.forwards.close())
    const update = () => {
      if (engine.isServing) this.#duty ??= duties.hold('others may use this machine')
      else this.#duty?.[Symbol.dispose]()
      if (!engine.isServing) this.#duty = null
    }
    await whenAttached()
    await shareMachines(engine.peers, { records, logger: peer.logger })
    engine.onChange(update)
    update()
    return engine
  }
}
