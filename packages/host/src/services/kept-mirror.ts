/** A mirror that the node goes on with, as it is kept in the profile: JSON, encrypted with the rest of the collection. */
import type { MirrorOptions } from '@comice/drives'
import { type Codec, ProtocolErrors } from '@comice/protocol'
import c from 'compact-encoding'
import { z } from 'zod'

const flagged = z.boolean().optional()
const patterns = z.array(z.string()).optional()

const schema = z.object({
  source: z.string(),
  target: z.string(),
  rules: z.object({
    deletes: flagged,
    mayDeleteMuch: flagged,
    checksum: flagged,
    include: patterns,
    exclude: patterns,
    ignoreFiles: flagged,
    folders: flagged,
    names: z.enum(['portable', 'native']).optional(),
  }),
  startedAt: z.number(),
})

type Rules = Pick<
  MirrorOptions,
  'deletes' | 'mayDeleteMuch' | 'checksum' | 'include' | 'exclude' | 'ignoreFiles' | 'folders' | 'names'
>

export interface KeptMirror {
  /** A link, an absolute path, or `name[@version|@tag]:[/path]`. */
  readonly source: string
  readonly target: string
  readonly rules: Rules
  /** Unix time in ms. */
  readonly startedAt: number
}

export const keptMirror: Codec<KeptMirror> = {
  preencode: (state, value) => c.json.preencode(state, value),
  encode: (state, value) => c.json.encode(state, value),
  decode: (state) => {
    const { success, data } = schema.safeParse(c.json.decode(state))
    if (!success)
      throw ProtocolErrors.RECORD_DAMAGED({ record: 'live mirror', reason: 'it is another thing' })
    return data as KeptMirror
  },
}
