/** The commands about other machines, and about this one for others. */
import { command, type Command, flag, group, optional, withDefault } from '../grammar/command.ts'
import { HOURS, WHOLE } from '../grammar/value-kind.ts'

const DEFAULT_AUDIT_ENTRIES = 50

const PEERS = `<peer> is a machine’s name (see "comice peer list"), or its key, which "comice id show" shows there.`

const EXEC: Command = command({
  about: 'run a command at another machine',
  takes: ['<peer>', '[command...]'],
  options: { 'no-stdin': flag('give it nothing to read', 'n') },
  after: `What stands after -- is the command; no shell reads it:  comice exec pi -- sh -c 'ls | wc -l'
Ends as the command does: with its exit code, or 128 and the number of the signal that ended it. What it started ends
with it.

${PEERS}`,
  load: async () => (await import('./exec.ts')).exec,
})

const peers: Record<string, Command> = {
  add: command({
    about: 'give a machine a name',
    takes: ['<name>', '<key>'],
    load: async () => (await import('./peers.ts')).add,
  }),
  list: command({
    about: 'list the machines that have a name',
    load: async () => (await import('./peers.ts')).list,
  }),
  remove: command({
    about: 'forget a machine’s name; its grants stay',
    takes: ['<peer>'],
    load: async () => (await import('./peers.ts')).remove,
  }),
  ping: command({
    about: 'measure how long a question takes there and back',
    takes: ['<peer>'],
    load: async () => (await import('./peers.ts')).ping,
  }),
  info: command({
    about: 'show how a machine is reached, and what it says of itself',
    takes: ['<peer>'],
    load: async () => (await import('./peers.ts')).info,
  }),
}

const grants: Record<string, Command> = {
  add: command({
    about: 'let a machine, or a person, do something here',
    takes: ['<peer>', '<what>'],
    options: {
      identity: flag('<peer> is the key of a person, and means all of their devices'),
      until: optional<number>('<hours>', 'for so long; 0 is until it is revoked, as without it', HOURS),
    },
    after: `<what> is one of these:
  exec            run commands here, as the user of the node: everything that user can do
  exec:<command>  run that one, spelled so, with any arguments

${PEERS}`,
    load: async () => (await import('./grants.ts')).add,
  }),
  list: command({
    about: 'list what others may do here',
    load: async () => (await import('./grants.ts')).list,
  }),
  remove: command({
    about: 'revoke a grant, and end what it allowed',
    takes: ['<id>'],
    load: async () => (await import('./grants.ts')).remove,
  }),
}

const sessions: Record<string, Command> = {
  list: command({
    about: 'list what others do here now',
    load: async () => (await import('./sessions.ts')).list,
  }),
  kill: command({
    about: 'end one, and all that it started',
    takes: ['<id>'],
    load: async () => (await import('./sessions.ts')).kill,
  }),
}

export const REMOTE_COMMANDS: Readonly<Record<string, Command>> = {
  exec: EXEC,
  peer: group('machines: add, list, ping, info', peers, PEERS),
  grant: group('who may do what at this machine: add, list, remove', grants),
  session: group('what others do here now: list, kill', sessions),
  audit: command({
    about: 'show who did what at this machine',
    options: {
      last: withDefault(['<count>', 'how many of the latest entries'], WHOLE, DEFAULT_AUDIT_ENTRIES),
    },
    load: async () => (await import('./sessions.ts')).audit,
  }),
}
