/**
 * The apps of the node. What they need is loaded when first used, because most starts of a node use none of it; a
 * profile that has apps is one that does.
 */
import { access } from 'node:fs/promises'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import type { Peer } from '@comice/core'
import type { Keeper } from '@comice/keep'
import type { Platform } from '@comice/platform'
import type { Duties } from '../duty/duties.ts'
import { AppKeeper } from './app-keeper.ts'
import { AppWindows } from './app-windows.ts'

export class Apps {
  readonly #peer: Peer
  readonly #duties: Duties
  readonly windows: AppWindows
  readonly #listeners = new Set<() => void>()
  #opening: Promise<Platform> | null = null

  readonly keeper: AppKeeper

  constructor(peer: Peer, duties: Duties, keeper: Keeper) {
    this.#peer = peer
    this.#duties = duties
    this.keeper = new AppKeeper(keeper, { duties, logger: peer.logger })
    this.windows = new AppWindows(peer.logger)
    peer.beforeClose(async () => this.windows.close())
  }

  /** Something that a list of apps shows has changed. */
  changed(): void {
    for (const listener of this.#listeners) listener()
  }

  /** Calls `listener` at each change. Returns a function that takes it back. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Everything about apps; the same every time. */
  open(): Promise<Platform> {
    this.#opening ??= this.#open()
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

  async #open(): Promise<Platform> {
    const { createPlatform } = await import('@comice/platform')
    const platform = await createPlatform(this.#peer)
    platform.updates.onState(() => this.changed())
    let duty: Disposable | null = null
    platform.runs.onChange(() => {
      // Window apps are the node's own: no program is attached for them.
      const isNeeded = platform.runs.list().some(({ app }) => app.type === 'window')
      if (isNeeded) duty ??= this.#duties.hold('the window of an app is open')
      else duty?.[Symbol.dispose]()
      if (!isNeeded) duty = null
      this.changed()
    })
    await this.keeper.resume(platform.author, this.#peer.identity.device.publicKey)
    return platform
  }
}
