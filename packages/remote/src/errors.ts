/** Every error this package throws. Codes are stable; exit codes are the documented ones of the command line. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const RemoteErrors = defineErrors({
  // the address book
  PEER_NAME_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this cannot be the name of a machine: ${reason}`,
    hint: 'letters and digits, with dots, dashes and underscores between them',
  },
  PEER_NAME_TAKEN: {
    exit: ExitCode.Conflict,
    message: ({ name }: { name: string }) => `there is a machine called ${name} already`,
    hint: 'choose another name, or remove that one: comice peer remove',
  },
  PEER_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ peer }: { peer: string }) => `no machine is called ${peer} here, and it is no key`,
    hint: 'comice peer list shows those that have a name; its key is shown by comice id show there',
  },
  PEER_IS_SELF: {
    exit: ExitCode.Usage,
    message: () => 'that is the key of this device',
    hint: 'name another machine',
  },
  PEERS_FULL: {
    exit: ExitCode.Failed,
    message: ({ limit }: { limit: number }) => `the profile already knows ${limit} machines`,
    hint: 'remove some first',
  },
  PEER_UNREACHABLE: {
    exit: ExitCode.Unreachable,
    message: ({ peer, timeoutMs }: { peer: string; timeoutMs: number }) =>
      `${peer} was not found within ${timeoutMs / 1000} s`,
    hint: 'its node has to run, and to have granted something to somebody; comice doctor looks at this end',
  },

  // grants
  CAPABILITY_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this is nothing that can be granted: ${reason}`,
    hint: 'shell, exec, exec:<command>, pipe, forward:<name>, forward:<host:port>, forward:unix:<path>',
  },

  // sessions, as the machine refuses or ends them
  REMOTE_REFUSED: {
    exit: ExitCode.Refused,
    message: ({ peer }: { peer: string }) => `${peer} lets this device do nothing`,
    hint: 'its owner can change that there: comice grant add <this device> exec',
  },
  REMOTE_NOT_GRANTED: {
    exit: ExitCode.Refused,
    message: ({ wish }: { wish: string }) => `the machine does not let this device or its person ${wish}`,
    hint: ({ wish }) => `its owner can change that there: comice grant add <this device> ${wish}`,
  },
  REMOTE_UNSUPPORTED: {
    exit: ExitCode.Failed,
    message: ({ capability }: { capability: string }) => `the machine does not offer ${capability}`,
    hint: 'it may run an older version',
  },
  REMOTE_MALFORMED: {
    exit: ExitCode.BadData,
    message: ({ reason }: { reason: string }) => `what the other end sent is not as agreed: ${reason}`,
    hint: 'both ends need the same version of the protocol',
  },
  REMOTE_BUSY: {
    exit: ExitCode.Conflict,
    message: ({ limit }: { limit: number }) => `this device has ${limit} sessions at the machine already`,
    hint: 'end some first: comice session list there',
  },
  REMOTE_NO_ANSWER: {
    exit: ExitCode.Deadline,
    message: ({ peer }: { peer: string }) => `${peer} is connected and did not answer`,
    hint: 'try again; its node may be overloaded',
  },
  REMOTE_CUT: {
    exit: ExitCode.Unreachable,
    message: ({ peer }: { peer: string }) => `the connection to ${peer} was lost`,
    hint: 'what ran there was ended',
  },
  REMOTE_GRANT_ENDED: {
    exit: ExitCode.Refused,
    message: ({ capability }: { capability: string }) =>
      `the grant of ${capability} was revoked or has expired`,
    hint: 'the machine has ended what it allowed',
  },
  REMOTE_KILLED: {
    exit: ExitCode.Refused,
    message: () => 'the session was ended at the machine',
    hint: 'somebody there said comice session kill',
  },
  REMOTE_STOPPED: {
    exit: ExitCode.Unreachable,
    message: () => 'the node of the machine stops',
    hint: 'try again when it runs',
  },
  SESSION_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ id }: { id: string }) => `there is no session ${id}`,
    hint: 'comice session list shows those there are',
  },

  // commands
  EXEC_NOT_FOUND: {
    exit: ExitCode.NotFound,
    message: ({ command }: { command: string }) => `the machine has no command ${command}`,
    hint: 'it is looked for in the PATH of its node; no shell reads it',
  },
  EXEC_FAILED: {
    exit: ExitCode.Failed,
    message: ({ command, reason }: { command: string; reason: string }) =>
      `${command} could not be started: ${reason}`,
    hint: 'try it at the machine itself',
  },

  // forwarding
  TARGET_INVALID: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `this is nothing to connect to: ${reason}`,
    hint: 'host:port, unix:/path, or the name of something exposed',
  },
  EXPOSED_NAME_INVALID: {
    exit: ExitCode.Usage,
    message: () => 'this cannot be the name of something exposed',
    hint: 'letters and digits, with single dots, dashes and underscores between them',
  },
  EXPOSED_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ name }: { name: string }) => `nothing is exposed as ${name}`,
    hint: 'at the machine: comice expose <name> <target>',
  },
  FORWARD_UNREACHABLE: {
    exit: ExitCode.Unreachable,
    message: ({ target, reason }: { target: string; reason: string }) =>
      `the machine does not reach ${target}: ${reason}`,
    hint: 'look there whether it runs',
  },
  FORWARD_ADDRESS_TAKEN: {
    exit: ExitCode.Conflict,
    message: ({ address, reason }: { address: string; reason: string }) =>
      `${address} cannot be listened on: ${reason}`,
    hint: 'another program may have it; choose another one',
  },

  // terminals
  TERMINAL_UNAVAILABLE: {
    exit: ExitCode.Failed,
    message: () => 'the machine cannot open a terminal: the module for that is not installed there',
    hint: 'install @lydell/node-pty there; commands without a terminal work: comice exec',
  },
  SHELL_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ id }: { id: string }) => `this device has no shell ${id} at the machine`,
    hint: 'it has ended, or nobody came back to it for an hour',
  },
  SHELL_TAKEN: {
    exit: ExitCode.Conflict,
    message: () => 'the shell was attached to somewhere else',
    hint: 'it goes on there',
  },
  SHELL_LEFT: {
    exit: ExitCode.Deadline,
    message: () => 'nobody came back to the shell in time',
    hint: 'it was ended',
  },

  // pipes
  PIPE_NOBODY: {
    exit: ExitCode.NotFound,
    message: ({ peer }: { peer: string }) => `nobody waits for this device at ${peer}`,
    hint: 'there: comice pipe --listen <this device>',
  },
  PIPE_TAKEN: {
    exit: ExitCode.Conflict,
    message: () => 'the pipe has two ends already',
    hint: 'a pipe is between two; ask for one of your own',
  },
  PIPE_LISTENING: {
    exit: ExitCode.Conflict,
    message: ({ peer }: { peer: string }) => `a pipe waits for ${peer} already`,
    hint: 'end that one first',
  },
  PIPE_CODE_WRONG: {
    exit: ExitCode.Refused,
    message: () => 'whoever waits under that number has other words',
    hint: 'look at the code again; after five wrong ones it is over',
  },
  PIPE_GUESSES_USED: {
    exit: ExitCode.Refused,
    message: () => 'too many wrong codes were tried',
    hint: 'the code is over; make a new one',
  },
  PIPE_NOT_FOUND: {
    exit: ExitCode.Unreachable,
    message: ({ timeoutMs }: { timeoutMs: number }) =>
      `nobody was found under that code within ${timeoutMs / 1000} s`,
    hint: 'the other end has to wait: comice pipe --listen; its code may be over',
  },
  PIPE_CUT: {
    exit: ExitCode.Unreachable,
    message: () => 'the pipe broke before everything had arrived',
    hint: 'the other end has left, or the connection was lost',
  },
  PIPE_DAMAGED: {
    exit: ExitCode.BadData,
    message: () => 'what came out of the pipe is not what went in',
    hint: 'do not use it; try again',
  },
})
