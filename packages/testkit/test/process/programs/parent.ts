// A test runner that does not get to clean up.
import { spawnPeer } from '../../../src/process/process.ts'

const peer = await spawnPeer({ command: 'sleep', args: ['300'] })
console.log(JSON.stringify({ child: peer.pid }))
