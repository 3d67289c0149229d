// Makes a network and a process in it, and does not get to clean up.
import { createNetworks } from '../../../src/networks/networks.ts'

const { hosts } = await createNetworks({ hosts: ['alice'] })
const node = await hosts.alice.spawn({ command: 'sleep', args: ['300'] })
console.log(JSON.stringify({ node: node.pid, route: await hosts.alice.run('ip', '-4', 'route') }))
