/**
 * Which devices this peer has to do with: members of its rooms, whoever has a grant. When connections are scarce they
 * go before strangers; they may do nothing more for it.
 */
import { encodeKey } from '@comice/protocol'
import type { Grants } from '../grants/grants.ts'

/** Says whether a service has to do with a device. Asked at each handshake, so it must answer from memory. */
export type Voucher = (devicePublicKey: Uint8Array) => boolean

/** See the module's text. */
export class Acquaintances {
  readonly #vouchers = new Set<Voucher>()

  constructor(grants: Grants) {
    this.#vouchers.add((devicePublicKey) => grants.namesDevice(encodeKey(devicePublicKey)))
  }

  /** Adds a service's word. Returns a function that takes it back. */
  vouch(voucher: Voucher): () => void {
    this.#vouchers.add(voucher)
    return () => this.#vouchers.delete(voucher)
  }

  isKnown(devicePublicKey: Uint8Array): boolean {
    return [...this.#vouchers].some((voucher) => voucher(devicePublicKey))
  }
}
