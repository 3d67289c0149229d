/** What a peer that wants to use a machine sends; see docs/protocol/remote.md. */
import {
  MAX_ARGUMENTS_BYTES,
  MAX_CAPABILITY_BYTES,
  MAX_REMOTE_ENV_BYTES,
  MAX_REMOTE_PARAMS_BYTES,
  MAX_SCOPE_BYTES,
  MAX_SESSION_ID_BYTES,
  MAX_TERMINAL_CELLS,
  MAX_TERMINAL_NAME_BYTES,
} from '../src/constants.ts'
import type { Struct } from './fields.ts'

export const REMOTE: readonly Struct[] = [
  {
    name: 'terminal-shape',
    doc: 'A terminal, as its user has it.',
    fields: [
      { name: 'kind', type: 'string', max: MAX_TERMINAL_NAME_BYTES, doc: 'For TERM; may be empty' },
      { name: 'columns', type: 'uint', max: MAX_TERMINAL_CELLS, doc: 'Cells of a line' },
      { name: 'rows', type: 'uint', max: MAX_TERMINAL_CELLS, doc: 'Lines' },
    ],
  },
  {
    name: 'remote-open',
    doc: 'The first thing on a stream: what its opener wants.',
    fields: [
      { name: 'capability', type: 'string', min: 1, max: MAX_CAPABILITY_BYTES, doc: 'For example `exec`' },
      {
        name: 'params',
        type: 'buffer',
        max: MAX_REMOTE_PARAMS_BYTES,
        doc: 'The record of that capability, such as a remote-exec',
      },
    ],
  },
  {
    name: 'remote-accepted',
    doc: 'The answer to a remote-open that is allowed.',
    fields: [
      {
        name: 'session',
        type: 'string',
        min: 1,
        max: MAX_SESSION_ID_BYTES,
        doc: 'Id of the session at the machine',
      },
    ],
  },
  {
    name: 'remote-exec',
    doc: 'A command to run.',
    fields: [
      {
        name: 'argv',
        type: 'buffer',
        min: 1,
        max: MAX_ARGUMENTS_BYTES,
        doc: 'The command and its arguments, each in UTF-8 with a NUL byte behind it',
      },
      {
        name: 'env',
        type: 'buffer',
        max: MAX_REMOTE_ENV_BYTES,
        doc: 'Variables as `NAME=value`, each with a NUL byte behind it; the machine takes those it allows',
      },
      { name: 'terminal', type: 'terminal-shape', optional: true, doc: 'Run it on a terminal of that shape' },
    ],
  },
  {
    name: 'remote-shell',
    doc: 'A shell on a terminal, new or one that goes on.',
    fields: [
      { name: 'terminal', type: 'terminal-shape', doc: 'Where it is shown' },
      { name: 'env', type: 'buffer', max: MAX_REMOTE_ENV_BYTES, doc: 'As in a remote-exec' },
      {
        name: 'session',
        type: 'string',
        max: MAX_SESSION_ID_BYTES,
        doc: 'Id of the one that goes on; empty: a new one',
      },
      { name: 'seen', type: 'uint', doc: 'Bytes of its output that were shown already' },
    ],
  },
  {
    name: 'remote-forward',
    doc: 'A connection to something that the machine reaches.',
    fields: [
      {
        name: 'target',
        type: 'string',
        min: 1,
        max: MAX_SCOPE_BYTES,
        doc: 'Name of something exposed, `host:port`, or `unix:` and an absolute path',
      },
    ],
  },
]
