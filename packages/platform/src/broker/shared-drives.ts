/**
 * Drives that several handles use. Hyperdrive opens its core exclusively, so a second object on the same drive would
 * wait for the first to close, for ever.
 */
import type Hyperdrive from 'hyperdrive'

interface Shared {
  readonly drive: Hyperdrive
  users: number
}

export class SharedDrives {
  readonly #byName = new Map<string, Shared>()

  /** The drive of this name, made by `make` when it is not open. Each use is ended by {@link release}. */
  take(name: string, make: () => Hyperdrive): Hyperdrive {
    const shared = this.#byName.get(name) ?? { drive: make(), users: 0 }
    this.#byName.set(name, shared)
    shared.users++
    return shared.drive
  }

  /** Closes the drive with its last user. */
  async release(name: string): Promise<void> {
    const shared = this.#byName.get(name)
    if (shared === undefined || --shared.users > 0) return
    this.#byName.delete(name)
    await shared.drive.close()
  }
}
