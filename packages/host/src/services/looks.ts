/**
 * Drives and rooms that pages of the node's window look at. An image or a video of a page can show no token, so while a
 * page looks at one it has an address with a secret: whoever knows it reads what is in it, and only until the page looks
 * away.
 */
import { randomBytes } from 'node:crypto'

/** Something that is looked at. */
export interface Look extends Disposable {
  /** What stands in addresses: 128 bits. */
  readonly secret: string
}

export class Looks {
  readonly #namesBySecret = new Map<string, string>()

  /** @param name of the drive, or id of the room. Until it is disposed. */
  begin(name: string): Look {
    const secret = randomBytes(16).toString('base64url')
    this.#namesBySecret.set(secret, name)
    return { secret, [Symbol.dispose]: () => void this.#namesBySecret.delete(secret) }
  }

  /** What is looked at by it. A secret is found by a hash, which tells nothing of how much of a guess was right. */
  nameOf(secret: string): string | null {
    return this.#namesBySecret.get(secret) ?? null
  }
}
