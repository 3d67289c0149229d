/** The commands about other machines, and about this one for others. */
import { DEFAULT_AUDIT_ENTRIES, SSH_TARGET } from '../constants.ts'
import { command, type Command, flag, group, optional, text, texts, withDefault } from '../grammar/command.ts'
import { HOURS, WHOLE } from '../grammar/value-kind.ts'

const PEERS = `<peer> is a machine’s name (see "comice peer list"), or its key, which "comice id show" shows there.`

const EXEC: Command = command({
  about: 'run a command at another machine',
  takes: ['<peer>', '[command...]'],
  options: {
    'no-stdin': flag('give it nothing to read', 'n'),
    tty: flag('run it on a terminal: for what shows a screen', 't'),
  },
  after: `What stands after -- is the command; no shell reads it:  comice exec pi -- sh -c 'ls | wc -l'
Ends as the command does: with its exit code, or 128 and the number of the signal that ended it. What it started ends
with it.

${PEERS}`,
  load: async () => (await import('./exec.ts')).exec,
})

const SHELL: Command = command({
  about: 'a shell at another machine',
  takes: ['<peer>'],
  options: { attach: text('<id>', 'go on with one that was left') },
  after: `When the connection is lost, the shell goes on for an hour, and this command comes back to it by itself.
At the beginning of a line:  ~.  ends it   ~d  leaves it running   ~~  is a ~   ~?  shows this

${PEERS}`,
  load: async () => (await import('./shell.ts')).shell,
})

const COPY: Command = command({
  about: 'copy files from a machine, to one, or between two',
  takes: ['<from>', '<to>'],
  options: { recursive: flag('folders, too, with all in them', 'r') },
  after: `<peer>:<path> is at a machine, absolute or from the home of its node’s user; what has a slash before the colon is here.
Modes and times are kept. What is there as it is does not move again; what broke off goes on where it was, by the same command.
It has no deadline: --timeout is how long a machine is looked for.

  comice cp notes.txt pi:            comice cp -r pi:/srv/pears .       (grant: copy:/srv/pears:ro)

${PEERS}`,
  load: async () => (await import('./cp.ts')).cp,
})

const PIPE: Command = command({
  about:
    'stdin and stdout at this machine to those at another one: by a short code, or to a machine that you know',
  takes: ['[peer]'],
  options: {
    listen: flag('wait for the other end; without [peer], show a code for it'),
    code: text(
      '<code>',
      'what the other end shows; without it and without [peer], it is asked for at the terminal',
    ),
    'code-file': text('<file>', 'read the code from there; with --listen, write it there until the end'),
    'keep-open': flag('with --listen: take one after the other, until Ctrl-C; nothing is sent to them'),
    'no-stdin': flag('send nothing', 'n'),
    progress: flag('show how much has gone, and how fast'),
  },
  after: `Ends with 0 when everything had arrived, at both ends, and only then. A pipe is between two: a third end is refused.
stdout is for what comes; the code goes to stderr.

  alice$ comice pipe --listen > pears.tar        bob$ tar c pears | comice pipe --code 4821-pear-orbit-lamp
  alice$ comice pipe --listen laptop -n | less   bob$ dmesg | comice pipe pi       (grant: pipe)

${PEERS}`,
  load: async () => (await import('./pipe.ts')).pipe,
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
    about: 'let a machine, a person, or a role in a room do something here',
    takes: ['[peer]', '[what]'],
    options: {
      identity: flag('<peer> is the key of a person, and means all of their devices'),
      role: text(
        '<room>:<role>',
        'instead of <peer>: whoever has that role in a room of yours, or a higher one, while they have it',
      ),
      until: optional<number>('<hours>', 'for so long; 0 is until it is revoked, as without it', HOURS),
    },
    after: `<what> is one of these:
  shell           a shell here, as the user of the node: everything that user can do
  exec            run commands here, as the user of the node: everything that user can do
  exec:<command>  run that one, spelled so, with any arguments
  copy:<path>, copy:<path>:ro
                  write and read below that absolute path, or read alone
  pipe            be the other end of "comice pipe --listen <peer>" here
  forward:<name>, forward:<host:port>, forward:unix:<path>
                  connect to what is exposed here by that name, or to that address; 127.0.0.1:22 for "comice ssh"
  listen:<host:port>, listen:unix:<path>
                  have this machine listen there, for what is at theirs; port 0 is any

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

const LOCAL_ADDRESS = 'where it is reached here: a port, or unix:<path> (default: any free port)'

const ports: Record<string, Command> = {
  expose: command({
    about: 'give a name to what others may be let to reach here; without a name, list what has one',
    takes: ['[name]', '[target]'],
    options: { remove: flag('take the name away') },
    after: `It lets nobody in: comice grant add <peer> forward:<name>
<target> is <host:port> or unix:<path>.`,
    load: async () => (await import('./forwarding.ts')).expose,
  }),
  forward: command({
    about: 'reach something at another machine by an address of this one, until Ctrl-C',
    takes: ['<peer>', '[target]'],
    options: {
      local: text('<address>', LOCAL_ADDRESS),
      remote: text(
        '<address>',
        'the other way round: <target> is here, and reached at the machine by this port, <host:port> or unix:<path>; 0 is any',
      ),
      socks: flag('be a SOCKS5 proxy, for any target that is granted'),
      bind: text('<address>', 'let others on the network in, too: 0.0.0.0, or an address of this machine'),
      bulk: flag('much on each connection: worth to wait seconds for TCP, where the machine is near'),
      'local-forward': texts(
        '<forward>',
        'as -L of ssh: [bind:]port:host:hostport, or the path of a socket for either side; any number of these',
        'L',
      ),
      'remote-forward': texts(
        '<forward>',
        'as -R of ssh: the same the other way round, as with --remote; any number of these',
        'R',
      ),
      background: flag('return when it listens; the node goes on with it, also after its next start'),
    },
    after: `<target> is the name of what is exposed there, <host:port> or unix:<path>, as it was granted.
With --remote it is something that this machine reaches, and the grant is listen:<address>.
-L and -R go with these or alone; when one of them cannot be, none is. bind is loopback unless given, * is all addresses.
The path of a socket is absolute, and the grant is of unix:<path>:  -L 5432:/run/postgresql/.s.PGSQL.5432

  comice forward pi -L 8080:127.0.0.1:80 -L 5432:127.0.0.1:5432 -R 9000:127.0.0.1:3000

While the machine is away, it is waited for. A machine called list, stop or help is given by its key.

${PEERS}`,
    commands: {
      list: command({
        about: 'list the forwards of this machine: where they listen, connections now, bytes each way',
        load: async () => (await import('./forwards.ts')).list,
      }),
      stop: command({
        about: 'end one, and its connections',
        takes: ['<id>'],
        load: async () => (await import('./forwards.ts')).stop,
      }),
    },
    load: async () => (await import('./forwarding.ts')).forward,
  }),
  'ssh-proxy': command({
    about: 'connect stdin and stdout to a machine’s ssh server: for ssh’s ProxyCommand',
    takes: ['<peer>'],
    options: { target: text('<target>', `where that is (default: ${SSH_TARGET})`) },
    load: async () => (await import('./ssh-proxy.ts')).sshProxy,
  }),
  ssh: command({
    about: 'log in at a machine by its own ssh server',
    takes: ['<peer>', '[args...]'],
    options: { target: text('<target>', `where that is (default: ${SSH_TARGET})`) },
    after: `<peer> may have a user in front of it. What stands after -- goes to ssh:  comice ssh alice@pi -- -v uptime
The machine has to grant this one forward:${SSH_TARGET}. Its host key is checked, under a name of its own.`,
    load: async () => (await import('./ssh.ts')).ssh,
  }),
  'ssh-config': command({
    about: 'print what makes ssh, scp, rsync and git reach machines as <name>.comice',
    takes: ['[peer]'],
    options: { target: text('<target>', `where their ssh server is (default: ${SSH_TARGET})`) },
    after: 'comice ssh-config >> ~/.ssh/config',
    load: async () => (await import('./ssh.ts')).sshConfig,
  }),
}

export const REMOTE_COMMANDS: Readonly<Record<string, Command>> = {
  shell: SHELL,
  exec: EXEC,
  cp: COPY,
  pipe: PIPE,
  ...ports,
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
