/** `ssh -L` on a connection that stays. */
import { spawn } from 'node:child_process'
import { freePort, listens } from '../../harness/installed.ts'
import { SSH_HOST, SSH_PROGRAMS, startSshServer } from '../../harness/ssh.ts'
import { ended } from '../../harness/two-ends.ts'
import type { Forward, ForwardKind, ForwardPlaces } from './forward.ts'

export const ssh: ForwardKind = { name: 'ssh', needs: SSH_PROGRAMS, open }

async function open({ home, targetPort }: ForwardPlaces): Promise<Forward> {
  await using scope = new AsyncDisposableStack()
  const server = scope.use(await startSshServer(home))
  const port = await freePort()
  const args = [...server.args, '-N', '-L', `127.0.0.1:${port}:127.0.0.1:${targetPort}`, SSH_HOST]
  const client = spawn('ssh', args, { stdio: 'ignore' })
  scope.adopt(client, ended)
  await listens(port)
  const kept = scope.move()
  return { port, pids: [server.pid, client.pid ?? 0], [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
