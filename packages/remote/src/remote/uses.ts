/** What is done at other machines: commands, shells, connections. Machines are named by their name here or their key. */
import type { Peer } from '@comice/core'
import { encodeKey, remoteForward } from '@comice/protocol'
import type { AddressBook } from '../book/address-book.ts'
import { createExecCaller, type RemoteCommand } from '../exec/exec-caller.ts'
import { encodeExec, type ExecOptions } from '../exec/exec-params.ts'
import { type ForwardAddress, type Forwarder, startForwarder } from '../forward/forwarder.ts'
import { formatTarget, parseTarget } from '../forward/target.ts'
import { openByCode } from '../pipe/code-pipe.ts'
import { encodeShell, type ShellOptions } from '../shell/shell-params.ts'
import type { Caller, OpenedSession, SessionOptions } from './caller.ts'

export interface ConnectOptions extends SessionOptions {
  /** Much is to come: worth to wait some seconds for TCP beside the connection. Default false: half a second. */
  readonly bulk?: boolean
}

export interface ForwardOptions extends Pick<ConnectOptions, 'bulk'> {
  readonly target: string
  readonly address: ForwardAddress
  /** Connections came or went; with why, when one could not be made. */
  readonly onchange?: (failure: unknown) => void
}

/** A shell at a machine. */
export interface RemoteShell extends RemoteCommand {
  /** What it is attached to again by. */
  readonly id: string
}

export interface Uses {
  /**
   * Runs a command at a machine. @throws PEER_UNKNOWN, PEER_UNREACHABLE, REMOTE_REFUSED, REMOTE_NOT_GRANTED, EXEC_NOT_FOUND,
   * EXEC_FAILED, REMOTE_BUSY, REMOTE_NO_ANSWER, REMOTE_CUT
   */
  exec(peer: string, command: ExecOptions, options?: SessionOptions): Promise<RemoteCommand>
  /** The same without its end on the frames: for whoever passes them on. */
  openExec(peer: string, command: ExecOptions, options?: SessionOptions): Promise<OpenedSession>
  /**
   * A shell at a machine, on a terminal. It goes on without its stream for an hour, for this device to come back to:
   * `attach`. Its output is `stdout`. @throws as `exec`, TERMINAL_UNAVAILABLE, SHELL_UNKNOWN
   */
  shell(peer: string, shell: ShellOptions, options?: SessionOptions): Promise<RemoteShell>
  openShell(peer: string, shell: ShellOptions, options?: SessionOptions): Promise<OpenedSession>
  /**
   * A stream to something at a machine: the name of what is exposed there, `host:port`, `unix:/path`. @throws TARGET_INVALID,
   * EXPOSED_UNKNOWN, FORWARD_UNREACHABLE, and as `exec`
   */
  connect(peer: string, target: string, options?: ConnectOptions): Promise<OpenedSession>
  /**
   * A stream to whoever waits there for this device, as `openPipeEnd` takes it. @throws PIPE_NOBODY, PIPE_TAKEN, and as
   * `exec`
   */
  openPipe(peer: string, options?: SessionOptions): Promise<OpenedSession>
  /** The same by a code. @throws CODE_INVALID, PIPE_CODE_WRONG, PIPE_NOT_FOUND, PIPE_TAKEN */
  openCodePipe(code: string, options?: SessionOptions): Promise<OpenedSession>
  /** Listens here, and connects whoever comes to the target. @throws TARGET_INVALID, FORWARD_ADDRESS_TAKEN */
  forward(peer: string, options: ForwardOptions): Promise<Forwarder>
}

export interface UsesParts {
  readonly peer: Peer
  readonly caller: Caller
  readonly book: AddressBook
}

export function createUses({ peer, caller, book }: UsesParts): Uses {
  const openExec: Uses['openExec'] = (name, command, options) =>
    caller.open(name, { capability: 'exec', params: encodeExec(command) }, options)
  const openShell: Uses['openShell'] = (name, shell, options) =>
    caller.open(name, { capability: 'shell', params: encodeShell(shell) }, options)
  const connect: Uses['connect'] = (name, text, { bulk = false, ...options } = {}) => {
    const params = remoteForward.encode({ target: formatTarget(parseTarget(text)) })
    return caller.open(name, { capability: 'forward', params, bulk }, options)
  }
  return {
    ...{ openExec, openShell, connect },
    openPipe: (name, options) =>
      caller.open(name, { capability: 'pipe', params: new Uint8Array(0), bulk: true }, options),
    async openCodePipe(code, options = {}) {
      return { id: '', peer: 'the other end', ...(await openByCode(peer, code, options)) }
    },
    async exec(name, command, options) {
      const { bytes, peer } = await openExec(name, command, options)
      return createExecCaller(bytes, peer)
    },
    async shell(name, shell, options) {
      const { id, bytes, peer } = await openShell(name, shell, options)
      return { ...createExecCaller(bytes, peer), id }
    },
    async forward(name, { target, address, bulk = false, onchange = () => undefined }) {
      // What is wrong with the names is said at once, and not to the first who connects.
      const { deviceKey } = book.find(name)
      parseTarget(target)
      const open = async () => (await connect(encodeKey(deviceKey), target, { bulk })).bytes
      return startForwarder({ address, open, onchange })
    },
  }
}
