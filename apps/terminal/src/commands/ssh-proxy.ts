/** `comice ssh-proxy <peer>`: stdin and stdout are a connection to the machine's ssh server. */
import process from 'node:process'
import { SSH_TARGET } from '../constants.ts'
import type { Action } from '../grammar/command.ts'
import { openSession } from '../remote/open-session.ts'
import { withNode } from '../session/session.ts'

export const sshProxy: Action<{ target: string | undefined }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [peer = ''] = line.args
      const input = {
        ...{ peer, target: line.options.target ?? SSH_TARGET, bulk: true },
        timeoutMs: line.globals.timeout,
      }
      using opened = await openSession(session, { name: 'remote.connect', input })
      const { bytes } = opened
      // Resolves when the machine has ended its direction, and rejects when it was cut: ssh says what that means.
      await new Promise<void>((resolve, reject) => {
        bytes.once('end', resolve)
        bytes.once('error', reject)
        bytes.pipe(process.stdout, { end: false })
        process.stdin.pipe(bytes)
      })
      process.stdin.pause()
    },
    { endless: true },
  )
