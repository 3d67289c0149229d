/**
 * The commands as completion offers them. A copy of what the program declares, because declaring it loads everything;
 * a test holds the two together.
 */
export interface CommandNode {
  readonly about: string
  readonly options?: readonly string[]
  readonly commands?: Readonly<Record<string, CommandNode>>
}

export const GLOBAL_OPTIONS: readonly string[] = [
  '--profile',
  '--bootstrap',
  '--timeout',
  '--json',
  '--version',
  '--help',
]

export const COMMAND_TREE: Readonly<Record<string, CommandNode>> = {
  room: {
    about: 'rooms: create, invite, join, say, read',
    commands: {
      create: { about: 'make a room', options: ['--nickname'] },
      invite: { about: 'make an invite', options: ['--expires', '--uses', '--qr'] },
      join: { about: 'join a room', options: ['--nickname'] },
      keep: { about: 'ask a seeder to keep a room', options: ['--on'] },
      list: { about: 'list your rooms' },
      members: { about: 'list who is in a room' },
      history: { about: 'show the latest messages', options: ['--last', '--before'] },
      tail: { about: 'show messages as they come', options: ['--last', '--count'] },
      open: { about: 'chat line by line', options: ['--last'] },
      say: { about: 'say something' },
      rename: { about: 'change what others call you' },
    },
  },
  id: { about: 'who you are', commands: { show: { about: 'show your identity and this device' } } },
  status: { about: 'show whether the node runs' },
  stop: { about: 'stop the node of the profile' },
  doctor: { about: 'look at what usually goes wrong' },
  completion: { about: 'print what makes a shell complete these commands' },
  help: { about: 'display help for command' },
}
