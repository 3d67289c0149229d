/** Strings of bytes as CPace puts them together; names and rules are those of draft-irtf-cfrg-cpace, appendix A. */
import b4a from 'b4a'

const ORDERED = b4a.from('oc')

/** Each part behind its length in LEB128: what was put together in another way never gives the same bytes. */
export function lvCat(...parts: readonly Uint8Array[]): Uint8Array {
  return b4a.concat(parts.flatMap((part) => [leb128(part.byteLength), part]))
}

/** What the generator is derived from. `secret` alone decides the first block of the hash, whatever its length. */
export function generatorString(inputs: {
  dsi: Uint8Array
  secret: Uint8Array
  channel: Uint8Array
  session: Uint8Array
  hashBlockBytes: number
}): Uint8Array {
  const { dsi, secret, channel, session, hashBlockBytes } = inputs
  const padding = hashBlockBytes - 1 - lvCat(secret).byteLength - lvCat(dsi).byteLength
  return lvCat(dsi, secret, b4a.alloc(Math.max(0, padding)), channel, session)
}

/** What one party sends: its share and its associated data. */
export interface CpaceMessage {
  readonly share: Uint8Array
  readonly data: Uint8Array
}

/** Of parties with roles: the initiator's message first. */
export function transcriptInOrder(initiator: CpaceMessage, responder: CpaceMessage): Uint8Array {
  return b4a.concat([messageBytes(initiator), messageBytes(responder)])
}

/** Of parties without roles: the message that is larger, compared byte by byte, first. */
export function transcriptSorted(one: CpaceMessage, other: CpaceMessage): Uint8Array {
  const [a, b] = [messageBytes(one), messageBytes(other)]
  return b4a.concat(b4a.compare(a, b) > 0 ? [ORDERED, a, b] : [ORDERED, b, a])
}

export function messageBytes({ share, data }: CpaceMessage): Uint8Array {
  return lvCat(share, data)
}

function leb128(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
  return Uint8Array.from(bytes)
}
