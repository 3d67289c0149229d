/** Attaches to the node of the profile in argv as any command would, and prints where it is. */
import { errorToWire } from '@comice/protocol'
import { connectOrStart } from '../../src/launch/launch.ts'

const [dir = '', bootstrap = ''] = process.argv.slice(2)
try {
  const address = await connectOrStart({ dir, bootstrap: bootstrap.split(','), timeoutMs: 30_000 })
  console.log(JSON.stringify({ pid: address.pid, socketPath: address.socketPath, token: address.token }))
} catch (error) {
  console.log(JSON.stringify({ error: errorToWire(error) }))
}
