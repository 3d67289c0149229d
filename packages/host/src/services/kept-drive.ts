/** A drive that a seeder holds, as it is kept in the profile: JSON, encrypted with the rest of the collection. */
import { type Codec, ProtocolErrors } from '@comice/protocol'
import c from 'compact-encoding'
import { z } from 'zod'

const schema = z.object({ place: z.string(), drive: z.string(), seeder: z.string() })

export interface KeptDrive {
  /** A link: that of the drive, or the one that was typed, with the read key that may be in it. */
  readonly place: string
  /** Its key, z-base-32. */
  readonly drive: string
  /** Public key of the seeder's device, z-base-32. */
  readonly seeder: string
}

export const keptDrive: Codec<KeptDrive> = {
  preencode: (state, value) => c.json.preencode(state, value),
  encode: (state, value) => c.json.encode(state, value),
  decode: (state) => {
    const { success, data } = schema.safeParse(c.json.decode(state))
    if (!success) throw ProtocolErrors.RECORD_DAMAGED({ record: 'kept drive', reason: 'it is another thing' })
    return data
  },
}
