/** The blocks of a feed, see docs/protocol/home.md. A block is one of four things; what is none of them counts as null. */
import {
  homeBlock,
  type HomeDevice,
  type HomeEpoch,
  type HomeSeal,
  LIMITS,
  type SealedBody,
} from '@comice/protocol'

export type HomeContent =
  | { readonly kind: 'device'; readonly device: HomeDevice }
  | { readonly kind: 'epoch'; readonly epoch: HomeEpoch }
  | { readonly kind: 'seal'; readonly seal: HomeSeal }
  | { readonly kind: 'entries'; readonly entries: SealedBody }

const EMPTY = { device: null, epoch: null, seal: null, entries: null }

/** @throws RECORD_INVALID */
export function encodeBlock({ kind, ...content }: HomeContent): Uint8Array {
  return homeBlock.encode({ ...EMPTY, ...content })
}

/** Total. Null is what is malformed, too large, of a later version, or not exactly one of the four. */
export function decodeBlock(bytes: Uint8Array): HomeContent | null {
  if (bytes.byteLength > LIMITS.MAX_HOME_BLOCK_BYTES) return null
  const decoded = homeBlock.decode(bytes)
  if (!decoded.ok) return null
  const { device, epoch, seal, entries } = decoded.value
  const contents: (HomeContent | null)[] = [
    device && { kind: 'device', device },
    epoch && { kind: 'epoch', epoch },
    seal && { kind: 'seal', seal },
    entries && { kind: 'entries', entries },
  ]
  const [content = null, ...others] = contents.filter((one) => one !== null)
  return others.length === 0 ? content : null
}
