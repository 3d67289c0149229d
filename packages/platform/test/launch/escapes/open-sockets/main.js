// Talks to the machine and to the network: TCP, UDP, names, HTTP, unix sockets, the node's own API among them.
import dgram from 'node:dgram'
import dns from 'node:dns'
import fs from 'node:fs'
import net from 'node:net'
import { answered, attempt, target } from './attempt.js'

const connect = (to) =>
  new Promise((resolve, reject) => {
    const socket = net.connect(to, () => socket.end(() => resolve('connected'))).on('error', reject)
  })

await attempt('TCP to this machine', () => connect({ host: '127.0.0.1', port: target.tcpPort }))
await attempt('TCP to the network', () => connect({ host: '192.0.2.1', port: 80, timeout: 500 }))
await attempt('the local API', () => connect({ path: target.apiSocket }))
await attempt('its token', () => fs.readFileSync(target.apiToken, 'utf8'))
await attempt('an abstract socket', () => connect({ path: `\0${target.abstractSocket}` }))
await attempt('UDP', () =>
  answered((resolve, reject) => {
    const socket = dgram.createSocket('udp4').on('error', reject).on('message', resolve)
    socket.send('out', target.udpPort, '127.0.0.1', (error) => error && reject(error))
  }),
)
await attempt('a name', () => dns.promises.resolve4('example.com'))
await attempt('HTTP', () => fetch(`http://127.0.0.1:${target.tcpPort}/`))
process.exit()
