/** What members tell each other that is over in a moment; see docs/protocol/presence.md. */
import { key, type Struct } from './fields.ts'

export const PRESENCE: readonly Struct[] = [
  {
    name: 'presence-note',
    doc: 'Somebody is here, or types. Never stored.',
    fields: [
      key('discoveryKey', 'Discovery key of the room'),
      { name: 'isHere', type: 'bool', doc: 'Whether they look at the room; false: not any more' },
      { name: 'isTyping', type: 'bool', doc: 'Whether they are writing a message' },
    ],
  },
]
