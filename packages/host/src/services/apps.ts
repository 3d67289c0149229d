/**
 * The apps of the node. What they need is loaded when first used, because most starts of a node use none of it; a
 * profile that has apps is one that does.
 */
import { access } from 'node:fs/promises'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import type { Peer } from '@comice/core'
import type { Platform } from '@comice/platform'
import type { Duties } from '../duty/duties.ts'

export class Apps {
  readonly #peer: Peer
  readonly #duties: Duties
  #opening: Promise<Platform> | null = null

  constructor(peer: Peer, duties: Duties) {
    this.#peer = peer
    this.#duties = duties
  }

  /** Everything about apps; the same every time. */
  open(): Promise<Platform> {
    this.#opening ??= import('@comice/platform').then(({ createPlatform }) => createPlatform(this.#peer))
    // A disk that was full may have room again.
    this.#opening.catch(() => (this.#opening = null))
    return this.#opening
  }

  /** Opens it where there are apps: their updates arrive while the node runs, whoever uses it. */
  async openIfUsed(): Promise<void> {
    const folder = path.join(this.#peer.profile.dir, 'apps')
    const isUsed = await access(folder).then(
      () => true,
      () => false,
    )
    if (isUsed) await this.open()
  }

  /** Serves the process of a run, which is a duty while it lasts. @throws RUN_UNKNOWN */
  async attach(ticket: string, stream: Duplex): Promise<void> {
    const { runs } = await this.open()
    const broker = runs.attach(ticket, stream)
    const duty = this.#duties.hold('an app is running')
    void broker.closed.then(() => duty[Symbol.dispose]())
  }
}
