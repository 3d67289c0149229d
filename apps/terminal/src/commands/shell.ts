/** `comice shell`: a shell at another machine, which outlives the loss of the network. */
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { createExecCaller } from '@comice/remote/caller'
import { isComiceError } from '@comice/protocol'
import { RECONNECT_MS, SHELL_KEEP_MS } from '../constants.ts'
import type { Action } from '../grammar/command.ts'
import { exitCodeOf, sentVariables } from '../remote/caller-side.ts'
import { openSession } from '../remote/open-session.ts'
import { showTerminal, type TerminalEnd, terminalShape } from '../remote/show-terminal.ts'
import { type Session, withNode } from '../session/session.ts'

/** Has no deadline: `--timeout` is how long the machine is looked for. */
export const shell: Action<{ attach: string | undefined }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [peer = ''] = line.args
      const { attach } = line.options
      const far = { peer, id: attach ?? null, seen: 0, timeoutMs: line.globals.timeout }
      for (;;) {
        const end = await show(session, far).catch((error: unknown) => ({ kind: 'failed' as const, error }))
        if (end.kind === 'exit') process.exitCode = exitCodeOf(end.exit)
        if (end.kind === 'escape' && end.escape === 'leave')
          session.output.note(`\nIt goes on for an hour:\n  comice shell ${peer} --attach ${far.id ?? ''}`)
        if (end.kind !== 'failed') return
        if (!isBreak(end.error) || far.id === null) throw end.error
        await comeBack(session, far)
      }
    },
    { endless: true },
  )

interface FarShell {
  readonly peer: string
  /** Null before it was opened. */
  id: string | null
  /** Bytes of its output that were shown. */
  seen: number
  readonly timeoutMs: number | undefined
}

async function show(session: Session, far: FarShell): Promise<TerminalEnd> {
  const { peer, timeoutMs } = far
  const attach = far.id === null ? {} : { attach: { session: far.id, seen: far.seen } }
  const input = { peer, timeoutMs, terminal: terminalShape(process.stdout), env: sentVariables(), ...attach }
  using opened = await openSession(session, { name: 'remote.shell', input })
  far.id = opened.session
  const remote = createExecCaller(opened.bytes, opened.peer)
  const end = await session.handOver(() =>
    showTerminal(remote, { escapes: true, onshown: (bytes) => (far.seen += bytes) }),
  )
  if (end.kind === 'escape' && end.escape === 'end') {
    remote.signal('SIGHUP')
    // What it had to say is no longer of interest; that it has ended is.
    remote.stdout.resume()
    await remote.exit.catch(() => undefined)
  }
  return end
}

/** Waits until the machine is there again. @throws when it was gone for too long, or what the signal says */
async function comeBack({ api, output, signal }: Session, { peer }: FarShell): Promise<void> {
  output.note('\nThe connection was lost; the shell goes on. Waiting for the machine; Ctrl-C leaves it.')
  const until = Date.now() + SHELL_KEEP_MS
  for (;;) {
    try {
      await api.remote.peers.ping.query({ peer, timeoutMs: RECONNECT_MS }, { signal })
      return
    } catch (error) {
      signal.throwIfAborted()
      if (Date.now() > until) throw error
    }
    await pause(RECONNECT_MS, undefined, { signal })
  }
}

/** The way to it broke; it may be there. */
function isBreak(error: unknown): boolean {
  return ['REMOTE_CUT', 'REMOTE_NO_ANSWER', 'PEER_UNREACHABLE'].some((code) => isComiceError(error, code))
}
