/** What format 3 of rooms adds: moderation. */
import { MAX_REPORT_KEYS, MAX_REPORT_REASON_BYTES } from '../src/constants.ts'
import { identityKey, key, type Field, type Struct, time } from './fields.ts'
import { body, target } from './room-2.ts'

/** Until when somebody is muted, in the operation and in the view. */
const until: Field = {
  ...time('until', 'First moment at which they may speak again'),
  doc: 'First moment, by their own clock, at which they may say that it is over, in ms since 1970; 0: when somebody takes it back',
}

const sealed: Field = {
  name: 'sealed',
  type: 'sealed-key',
  list: MAX_REPORT_KEYS,
  doc: 'Devices of moderators and above, with the key of the report',
}

const claimedAt = time('claimedAt', "When, by the author's clock; nobody checks it")

export const FORMAT_3_OPERATIONS: readonly Struct[] = [
  {
    name: 'mute-op',
    doc: 'What somebody says from here on is not shown.',
    fields: [identityKey, until],
  },
  {
    name: 'unmute-op',
    doc: 'Somebody may speak again: said by who is above them, or by themselves when the time is over.',
    fields: [identityKey, claimedAt],
  },
  {
    name: 'report-op',
    doc: 'Somebody tells those who moderate about a message. What and why is sealed to their devices.',
    fields: [claimedAt, sealed, body],
  },
  {
    name: 'dismiss-op',
    doc: 'A report is done with.',
    fields: [{ ...target, doc: 'Where the report stands' }],
  },
]

/** Sealed in a report. */
export const REPORT_BODIES: readonly Struct[] = [
  {
    name: 'report-body',
    doc: 'What a report is about.',
    fields: [
      target,
      { name: 'seq', type: 'uint', doc: 'Number that it had at who reports it, to find it by' },
      { name: 'reason', type: 'string', max: MAX_REPORT_REASON_BYTES, doc: 'Why; may be empty' },
    ],
  },
]

export const MODERATION_VIEW: readonly Struct[] = [
  {
    name: 'mute-record',
    doc: 'Somebody who is muted.',
    fields: [identityKey, until, key('by', 'Identity of who said so')],
  },
  {
    name: 'report-record',
    doc: "A report in the room's view.",
    fields: [
      { name: 'id', type: 'message-id', doc: 'Where its operation stands' },
      identityKey,
      claimedAt,
      sealed,
      body,
    ],
  },
]
