/** What the format files are made of. */
import { MAX_NAME_BYTES } from '../src/constants.ts'

export interface Field {
  readonly name: string
  /** `uint`, `bool`, `string`, `buffer`, `fixed32`, `fixed64`, the name of an enum, or of a struct above. */
  readonly type: string
  readonly doc: string
  /** Least and largest length of a string or buffer, in bytes; largest value of a uint. */
  readonly min?: number
  readonly max?: number
  /** May be absent; its value is null then. Only structs and byte strings can be. */
  readonly optional?: true
  /** It is a list of at most so many; limits and `doc` are of and about its entries. A list is never absent. */
  readonly list?: number
}

export interface Struct {
  readonly name: string
  readonly doc: string
  /** Where it is embedded, its length stands in front of it, as in front of a buffer. */
  readonly framed?: true
  readonly fields: readonly Field[]
}

/** An enum travels as a uint that starts at 1; a number that this list lacks decodes to `unknown`. */
export interface Enum {
  readonly name: string
  readonly doc: string
  readonly values: readonly string[]
}

/** A 32-byte key, hash or id. */
export const key = (name: string, doc: string): Field => ({ name, type: 'fixed32', doc })
/** A moment. */
export const time = (name: string, doc: string): Field => ({
  name,
  type: 'uint',
  doc: `${doc}, in ms since 1970`,
})
/** A name of a room, person or seeder. */
export const nameField = (name: string, doc: string, min: 0 | 1 = 0): Field => {
  return { name, type: 'string', min, max: MAX_NAME_BYTES, doc }
}

/** A buffer of one length. */
export const bytes = (name: string, length: number, doc: string): Field => {
  return { name, type: 'buffer', min: length, max: length, doc }
}

export const identityKey = key('identityKey', 'Ed25519 public key of the person')
export const deviceKey = key('deviceKey', 'Ed25519 public key of the device')
export const writerKey = key('writerKey', 'Key of the core this device writes in this room')
export const inviteId = key('inviteId', 'Id of the invite, the hash of its public key')
