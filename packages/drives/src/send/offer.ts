/** What a sender offers, as both ends know it before anything else is sent. */
import type { Refusal } from '../names/safe-path.ts'

/** One name at the top of what is offered. */
export interface OfferedName {
  readonly name: string
  readonly kind: 'file' | 'folder'
  /** In it, or itself. */
  readonly files: number
  readonly bytes: number
}

export interface SendOffer {
  /** 16 bytes that name this send. */
  readonly id: Uint8Array
  /** At least one, in the order in which they are sent. */
  readonly names: readonly OfferedName[]
  /** Files, links and empty folders in all. */
  readonly entries: number
  readonly files: number
  /** Of all files; 0 for a stream. */
  readonly bytes: number
  /** It is one file of a length that nobody knows yet. */
  readonly isStream: boolean
  /** SHA-256 of the list of all entries: the same for the same list. */
  readonly list: Uint8Array
}

/** How far a transfer is: all entries before `index` are done, and of that one `offset` bytes. */
export interface Position {
  readonly index: number
  readonly offset: number
}

/** What could not be sent or written. */
export interface RefusedFile {
  /** Made harmless and shortened. */
  readonly path: string
  readonly reason: Refusal
}
