// Answers every datagram to port 7000, also to the group that mDNS uses.
import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'

const socket = createSocket({ type: 'udp4', reuseAddr: true })
socket.on('message', (message, from) => {
  socket.send(`${process.argv[2]} heard ${String(message)}`, from.port, from.address)
})
socket.bind(7000, () => {
  socket.addMembership('224.0.0.251')
  console.log(JSON.stringify({ ready: true, interfaces: Object.keys(networkInterfaces()).sort() }))
})
