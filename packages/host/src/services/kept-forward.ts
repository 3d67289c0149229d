/** A forward that the node goes on with, as it is kept in the profile: JSON, encrypted with the rest of the collection. */
import { type Codec, LIMITS, ProtocolErrors } from '@comice/protocol'
import c from 'compact-encoding'
import { z } from 'zod'

/** Where it listens here. */
export const forwardAddress = z.union([
  z.object({
    kind: z.literal('tcp'),
    host: z.string().min(1).max(255),
    port: z.number().int().min(0).max(65_535),
  }),
  z.object({ kind: z.literal('unix'), path: z.string().min(1).max(200) }),
])

/** A target, or an address at a machine, as text. */
export const forwardTarget = z.string().min(1).max(LIMITS.MAX_SCOPE_BYTES)

/** `here`: listens here, for what the machine reaches. `there`: listens at the machine, for what is reached from here. */
const way = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('here'),
    address: forwardAddress,
    /** Null: a SOCKS5 proxy, where whoever connects says where to. */
    target: forwardTarget.nullable(),
    bulk: z.boolean(),
  }),
  z.object({ kind: z.literal('there'), address: forwardTarget, target: forwardTarget }),
])

export type ForwardWay = z.infer<typeof way>

const schema = z.object({ device: z.string(), way, startedAt: z.number() })

export interface KeptForward {
  /** The machine's key, z32: its name may become another one's. */
  readonly device: string
  readonly way: ForwardWay
  /** Unix time in ms. */
  readonly startedAt: number
}

export const keptForward: Codec<KeptForward> = {
  preencode: (state, value) => c.json.preencode(state, value),
  encode: (state, value) => c.json.encode(state, value),
  decode: (state) => {
    const { success, data } = schema.safeParse(c.json.decode(state))
    if (!success) throw ProtocolErrors.RECORD_DAMAGED({ record: 'forward', reason: 'it is another thing' })
    return data
  },
}
