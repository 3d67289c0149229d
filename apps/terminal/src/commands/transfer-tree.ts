/** `comice send`, `comice receive` and `comice transfer`: files to somebody who knows a short code. */
import { command, type Command, flag, group, optional, text, withDefault } from '../grammar/command.ts'
import { LIFETIME, RECEIVERS } from '../grammar/value-kind.ts'

export const SEND_COMMAND: Command = command({
  about: 'send files, folders or a pipe (-) to whoever is told the code that it prints',
  takes: ['<path...>'],
  options: {
    receivers: withDefault(['<count>', 'how many may receive it'], RECEIVERS, 1),
    expires: optional<number>('<time>', 'for how long the code is good: 30m, 2h, 1d (default: 1h)', LIFETIME),
    name: text('<name>', 'what a pipe is called at the other end (default: stdin)'),
    stay: flag('return when the code is there; the node goes on'),
    'no-qr': flag('show no QR code'),
  },
  after: `Ctrl-C takes it back. Who receives needs no account, and writes:  comice receive 4821-pear-orbit-lamp
A lost connection, a closed terminal and a restart of either machine only interrupt it, except a pipe's.`,
  load: async () => (await import('./send.ts')).send,
})

export const RECEIVE_COMMAND: Command = command({
  about: 'receive what somebody sends; the code is asked for, or read from a pipe',
  takes: ['[code]'],
  options: {
    to: text('<folder>', 'where to; - is stdout, for one file (default: this folder)'),
    yes: flag('do not ask whether what is offered is wanted'),
    rename: flag('give what has a name that is taken another one'),
    force: flag('replace files of the same name'),
  },
  after: `Names and sizes are shown before anything is written. Nothing is there under its name before all is.
The same command again goes on with what was interrupted; Ctrl-C ends it for good, and leaves nothing.

A code works for as many as were meant, for an hour by default, and five wrong ones end it: so it may stand
in the command, where other users of this machine see it.`,
  load: async () => (await import('./receive.ts')).receive,
})

export const TRANSFER_COMMANDS: Command = group(
  'what is sent and received: list, watch, stop',
  {
    list: command({
      about: 'list what is sent and received, and the last that are over',
      load: async () => (await import('./transfers.ts')).list,
    }),
    watch: command({
      about: 'show how far a transfer is, until it is over',
      takes: ['<id>'],
      load: async () => (await import('./transfers.ts')).watch,
    }),
    stop: command({
      about: 'end a transfer for good; forget one that is over',
      takes: ['<id>'],
      load: async () => (await import('./transfers.ts')).stop,
    }),
  },
  '<id> is a code, or the first 8 characters of an id, as the list shows them.',
)
