/** The shells of others that run here, attached or waiting for their device. */
import { userInfo } from 'node:os'
import process from 'node:process'
import type { Peer } from '@comice/core'
import type { AuditLog } from '../audit/audit-log.ts'
import { MAX_PROCESSES_PER_DEVICE } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import { terminalEnv } from '../process/session-env.ts'
import type { Capability, Seat, Started } from '../session/capability.ts'
import type { SessionInfo } from '../session/machine.ts'
import { startTerminalProcess } from '../terminal/terminal-process.ts'
import { decodeShell, type ShellParams } from './shell-params.ts'
import { Shell } from './shell.ts'

export interface Shells {
  readonly capability: Capability
  /** Those whose device is away. */
  waiting(): SessionInfo[]
  /** False when there is no such one. */
  kill(id: string): boolean
  /** Ends them, and waits until nothing of them runs. */
  close(): Promise<void>
}

export interface ShellsParts {
  readonly peer: Peer
  readonly audit: AuditLog
  /** One has come or gone. */
  readonly onchange: () => void
}

export function createShells({ peer, audit, onchange }: ShellsParts): Shells {
  const shellsById = new Map<string, Shell>()

  const open = async ({ terminal: shape, env: sent }: ShellParams, { id, device, connection }: Seat) => {
    const env = terminalEnv({ sent, session: id, device, kind: shape.kind })
    const terminal = await startTerminalProcess({ command: loginShell(), args: ['-l'], env, shape })
    const shell: Shell = new Shell({
      ...{ id, device, terminal, keeps: true, startedAt: peer.now() },
      onend: () => {
        held?.[Symbol.dispose]()
        shellsById.delete(id)
        // Whoever is attached has a session, which is written down with its own end.
        if (!shell.isAttached) noteEnd({ peer, audit }, shell)
        onchange()
      },
    })
    // It outlives the stream that it was opened on, and so the session's own hold on the grant.
    const held = hold(peer, { connection, shell })
    shellsById.set(id, shell)
    return shell
  }

  const start = async (params: ShellParams, seat: Seat): Promise<Started> => {
    const { session } = params
    const known = session === '' ? null : shellsById.get(session)
    // Another device's is as unknown as one that is not there.
    if (known === undefined || (known !== null && known.device !== seat.device))
      throw RemoteErrors.SHELL_UNKNOWN({ id: session })
    const own = [...shellsById.values()].filter(({ device }) => device === seat.device)
    // The machine's own bound is of sessions, and a shell that waits for its device is none.
    if (known === null && own.length >= MAX_PROCESSES_PER_DEVICE)
      throw RemoteErrors.REMOTE_BUSY({ limit: MAX_PROCESSES_PER_DEVICE })
    const shell = known ?? (await open(params, seat))
    known?.reshape(params.terminal)
    return {
      session: shell.id,
      discard: () =>
        known === null ? shell.end(RemoteErrors.REMOTE_CUT({ peer: 'the caller' })) : undefined,
      run: (bytes) => shell.attach(bytes, { seen: params.seen, ending: seat.ending }),
      get counts() {
        return shell.counts
      },
    }
  }

  return {
    capability: {
      name: 'shell',
      read(bytes) {
        const params = decodeShell(bytes)
        if (params === null) return null
        return { what: params.session, hasProcess: true, start: (seat) => start(params, seat) }
      },
    },
    waiting: () => [...shellsById.values()].filter(({ isAttached }) => !isAttached).map(infoOf),
    kill(id) {
      const shell = shellsById.get(id)
      shell?.end(RemoteErrors.REMOTE_KILLED({}))
      return shell !== undefined
    },
    async close() {
      const shells = [...shellsById.values()]
      for (const shell of shells) shell.end(RemoteErrors.REMOTE_STOPPED({}))
      await Promise.all(shells.map(({ closed }) => closed))
    },
  }
}

function noteEnd({ peer, audit }: Pick<ShellsParts, 'peer' | 'audit'>, shell: Shell): void {
  const { id: session, device, startedAt, counts } = shell
  const now = peer.now()
  audit.write({
    ...{ at: now, kind: 'ended', session, device, capability: 'shell', what: 'detached' },
    ...{
      how: shell.how ?? 'INTERNAL',
      durationMs: now - startedAt,
      bytesIn: counts.in,
      bytesOut: counts.out,
    },
  })
}

function infoOf({ id, device, startedAt, counts }: Shell): SessionInfo {
  const bytes = { bytesIn: counts.in, bytesOut: counts.out }
  return { id, device, startedAt, capability: 'shell', what: 'detached', ...bytes }
}

function hold(
  peer: Peer,
  { connection, shell }: Pick<Seat, 'connection'> & { shell: Shell },
): Disposable | null {
  try {
    return peer.grants.session(connection, { capability: 'shell' }, () =>
      shell.end(RemoteErrors.REMOTE_GRANT_ENDED({ capability: 'shell' })),
    )
  } catch {
    // Revoked while the terminal was opened.
    shell.end(RemoteErrors.REMOTE_GRANT_ENDED({ capability: 'shell' }))
    return null
  }
}

function loginShell(): string {
  try {
    return userInfo().shell ?? process.env['SHELL'] ?? '/bin/sh'
  } catch {
    // A user id without an entry in the system's list, as in some containers.
    return process.env['SHELL'] ?? '/bin/sh'
  }
}
