/**
 * One run of CPace with explicit confirmation by both ends: `message` goes out, the other end's comes in, `tag` goes
 * out, the other end's comes in, and only then there is a key.
 */
import { timingSafeEqual } from 'node:crypto'
import { failure, isEqualBytes, type Result, success } from '@comice/protocol'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha512 } from '@noble/hashes/sha2.js'
import b4a from 'b4a'
import { PAKE_KEY_BYTES } from '../constants.ts'
import {
  calculateGenerator,
  confirmationOf,
  macKeyOf,
  multiplyShare,
  sampleScalar,
  SESSION_KEY_BYTES,
  sessionKey,
  shareOf,
} from './cpace.ts'
import { type CpaceMessage, transcriptInOrder, transcriptSorted } from './cpace-encoding.ts'

/**
 * `symmetric` is for ends that cannot tell who began. The draft wants their associated data to differ then; with a
 * connection below there are always roles, so take those.
 */
export type PakeRole = 'initiator' | 'responder' | 'symmetric'

export interface PakeOptions {
  readonly role: PakeRole
  /** What both ends know and nobody else; may be short. PRS of the draft. */
  readonly secret: Uint8Array
  /** What both ends know of the channel and of each other: names with roles belong in here. CI of the draft. */
  readonly channel?: Uint8Array
  /** Unique for this run and known at both ends: the hash of a handshake. sid of the draft. */
  readonly session?: Uint8Array
  /** Goes in clear to the other end, which gets a key only when it arrived unchanged. ADa or ADb of the draft. */
  readonly data?: Uint8Array
  /** Purpose that the key is for: keys of different purposes say nothing of each other. */
  readonly purpose: string
}

/** A run. Dispose it when it ends. */
export interface Pake extends Disposable {
  readonly message: CpaceMessage
  /** Takes the other end's message, once. `INVALID_SHARE`: no element, the identity, or our own share sent back. */
  receive(message: CpaceMessage): Result<PakeConfirmation, 'INVALID_SHARE'>
}

export interface PakeConfirmation extends Disposable {
  /** For the other end: 64 bytes. Who gets it can try one secret against it, which is its guess of this run. */
  readonly tag: Uint8Array
  /** The key, 32 bytes, when the tag proves that the other end has the same secret, channel, session and data. */
  confirm(tag: Uint8Array): Uint8Array | null
}

const NOTHING = new Uint8Array()

export function createPake(options: PakeOptions): Pake {
  const { secret, channel = NOTHING, session = NOTHING, data = NOTHING } = options
  let scalar: bigint | null = sampleScalar()
  const message = { share: shareOf(scalar, calculateGenerator({ secret, channel, session })), data }
  return {
    message,
    receive(theirs) {
      const product = scalar === null ? null : multiplyUnlessOwn(scalar, message.share, theirs.share)
      scalar = null
      if (product === null) return failure('INVALID_SHARE')
      const isk = sessionKey(session, product, transcriptOf(options.role, message, theirs))
      product.fill(0)
      const confirmation = createConfirmation({
        isk,
        session,
        purpose: options.purpose,
        ours: message,
        theirs,
      })
      return success(confirmation)
    },
    [Symbol.dispose]() {
      scalar = null
    },
  }
}

/** Our own share, and after it our own tag, sent back would confirm what the other end does not know. */
function multiplyUnlessOwn(scalar: bigint, ours: Uint8Array, theirs: Uint8Array): Uint8Array | null {
  return isEqualBytes(ours, theirs) ? null : multiplyShare(scalar, theirs)
}

interface ConfirmationParts {
  isk: Uint8Array
  session: Uint8Array
  purpose: string
  ours: CpaceMessage
  theirs: CpaceMessage
}

function createConfirmation({ isk, session, purpose, ours, theirs }: ConfirmationParts): PakeConfirmation {
  const macKey = macKeyOf(session, isk)
  const tag = confirmationOf(macKey, ours)
  const expected = confirmationOf(macKey, theirs)
  macKey.fill(0)
  let ended = false
  const dispose = () => {
    ended = true
    isk.fill(0)
    expected.fill(0)
  }
  return {
    tag,
    confirm(theirTag) {
      if (ended) return null
      const isRight = theirTag.byteLength === SESSION_KEY_BYTES && timingSafeEqual(theirTag, expected)
      const key = isRight
        ? hkdf(sha512, isk, undefined, b4a.from(`comice/pake/1 ${purpose}`), PAKE_KEY_BYTES)
        : null
      dispose()
      return key
    },
    [Symbol.dispose]: dispose,
  }
}

function transcriptOf(role: PakeRole, ours: CpaceMessage, theirs: CpaceMessage): Uint8Array {
  switch (role) {
    case 'initiator':
      return transcriptInOrder(ours, theirs)
    case 'responder':
      return transcriptInOrder(theirs, ours)
    case 'symmetric':
      return transcriptSorted(ours, theirs)
  }
}
