/** Holds a UDP port for itself. argv: the port. */
import { createSocket } from 'node:dgram'

const socket = createSocket({ type: 'udp4', reuseAddr: false })
socket.bind(Number(process.argv[2]), () => process.stdout.write('holding\n'))
