/** A process for each connection that copies bytes, unencrypted: what a forward costs at least. */
import { spawn } from 'node:child_process'
import { freePort, listens } from '../../harness/installed.ts'
import { ended } from '../../harness/two-ends.ts'
import type { ForwardKind } from './forward.ts'

export const socat: ForwardKind = {
  name: 'socat',
  needs: ['socat'],
  async open({ targetPort }) {
    const port = await freePort()
    const listener = `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,backlog=512`
    const child = spawn('socat', ['-b', '65536', listener, `TCP:127.0.0.1:${targetPort}`], {
      stdio: 'ignore',
    })
    await listens(port)
    return { port, pids: [child.pid ?? 0], [Symbol.asyncDispose]: () => ended(child) }
  },
}
