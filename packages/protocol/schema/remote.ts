/** What a peer that wants to use a machine sends; see docs/protocol/remote.md. */
import {
  MAX_ARGUMENTS_BYTES,
  MAX_CAPABILITY_BYTES,
  MAX_COPY_REASON_BYTES,
  MAX_LOCAL_NAME_BYTES,
  MAX_LOCAL_PATH_BYTES,
  MAX_REMOTE_ENV_BYTES,
  MAX_REMOTE_PARAMS_BYTES,
  MAX_SCOPE_BYTES,
  MAX_SESSION_ID_BYTES,
  MAX_TERMINAL_CELLS,
  MAX_TERMINAL_NAME_BYTES,
} from '../src/constants.ts'
import { type Struct, time } from './fields.ts'

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
  {
    name: 'remote-copy',
    doc: 'A file or a tree, from the machine or to it.',
    fields: [
      {
        name: 'path',
        type: 'string',
        max: MAX_SCOPE_BYTES,
        doc: 'At the machine: absolute, or from the home of its node’s user',
      },
      { name: 'writes', type: 'bool', doc: 'Whether it goes to the machine' },
      { name: 'recursive', type: 'bool', doc: 'Whether it may be a folder' },
      {
        name: 'name',
        type: 'string',
        max: MAX_LOCAL_NAME_BYTES,
        doc: 'What it is called if `path` is a folder that it goes into; empty: it becomes that folder',
      },
    ],
  },
  {
    name: 'remote-copy-entry',
    doc: 'Something in a tree that is copied.',
    fields: [
      {
        name: 'path',
        type: 'string',
        max: MAX_LOCAL_PATH_BYTES,
        doc: '`/folder/file`; empty for what is copied itself',
      },
      { name: 'kind', type: 'copy-kind', doc: 'What it is' },
      { name: 'bytes', type: 'uint', doc: 'Of a file; else 0' },
      { name: 'mode', type: 'uint', max: 0o777, doc: 'Permission bits; 0 of a link' },
      time('changedAt', 'Of its contents'),
      { name: 'target', type: 'string', max: MAX_LOCAL_PATH_BYTES, doc: 'Of a link; else empty' },
    ],
  },
  {
    name: 'remote-copy-want',
    doc: 'Asks for the contents of a file, or for the rest of them.',
    fields: [
      { name: 'nr', type: 'uint', doc: 'Of the entry, from 0' },
      { name: 'offset', type: 'uint', doc: 'Bytes that are there already' },
      { name: 'hash', type: 'buffer', max: 64, doc: 'Their BLAKE2b-512; empty when there are none' },
    ],
  },
  {
    name: 'remote-copy-from',
    doc: 'The contents of a file come next, from there on.',
    fields: [
      { name: 'nr', type: 'uint', doc: 'Of the entry' },
      { name: 'offset', type: 'uint', doc: 'As it was asked for; 0 when what is there is something else' },
    ],
  },
  {
    name: 'remote-copy-result',
    doc: 'What has become of an entry.',
    fields: [
      { name: 'nr', type: 'uint', doc: 'Of the entry' },
      {
        name: 'reason',
        type: 'string',
        max: MAX_COPY_REASON_BYTES,
        doc: 'Empty: it is written; `same`: it was there; else a word for why it is not',
      },
    ],
  },
  {
    name: 'remote-copy-skipped',
    doc: 'Something in the tree that is not offered.',
    fields: [
      { name: 'path', type: 'string', max: MAX_LOCAL_PATH_BYTES, doc: 'Made harmless and shortened' },
      { name: 'reason', type: 'string', max: MAX_COPY_REASON_BYTES, doc: 'A word for why' },
    ],
  },
  {
    name: 'remote-listen',
    doc: 'Connections that somebody makes at the machine are to come to the caller.',
    fields: [
      {
        name: 'address',
        type: 'string',
        min: 1,
        max: MAX_SCOPE_BYTES,
        doc: 'Where at the machine: `host:port`, port 0 is any, or `unix:` and an absolute path',
      },
    ],
  },
]
