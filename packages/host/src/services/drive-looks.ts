/**
 * Drives that pages of the node's window look at. An image or a video of a page can show no token, so while a page looks
 * at a drive it has an address with a secret: whoever knows it reads that drive, and only until the page looks away.
 */
import { randomBytes } from 'node:crypto'

/** A drive that is looked at. */
export interface DriveLook extends Disposable {
  /** What stands in addresses: 128 bits. */
  readonly secret: string
  /** Name of the drive. */
  readonly drive: string
}

export class DriveLooks {
  readonly #drivesBySecret = new Map<string, string>()

  /** Until it is disposed. */
  begin(drive: string): DriveLook {
    const secret = randomBytes(16).toString('base64url')
    this.#drivesBySecret.set(secret, drive)
    return { secret, drive, [Symbol.dispose]: () => void this.#drivesBySecret.delete(secret) }
  }

  /** Name of the drive. A secret is found by a hash, which tells nothing of how much of a guess was right. */
  drive(secret: string): string | null {
    return this.#drivesBySecret.get(secret) ?? null
  }
}
