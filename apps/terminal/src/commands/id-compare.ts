import { decodeKey, encodeKey, safetyNumber } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { withNode } from '../session/session.ts'

/** `comice id compare <person>`: the number that both see when nobody stands between them. */
export const compare: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const { identity: key } = await api.contacts.find.query({ contact: line.args[0] ?? '' })
    const theirs = decodeKey(key)
    const { identity } = await api.id.show.query()
    if (encodeKey(theirs) === identity) throw TerminalErrors.OWN_IDENTITY()
    const number = safetyNumber(decodeKey(identity), theirs)
    output.note(
      'Ask them for theirs by voice, or look at both screens. Only if all digits are the same, it is them.',
    )
    const rows = number.match(/(?:\d{5} ?){4}/gu) ?? []
    const fields = { identity, other: encodeKey(theirs), number }
    output.result('number', fields, rows.map((row) => row.trim()).join('\n'))
  })
