// Asks an address until somebody answers, and says who it was, or that nobody did before the deadline.
import { createSocket } from 'node:dgram'

const [, , address, deadlineMs] = process.argv
const socket = createSocket('udp4')
const asking = setInterval(ask, 50)
const deadline = setTimeout(() => end({ answer: null }), Number(deadlineMs))

socket.on('message', (message, from) => end({ answer: String(message), from: from.address }))
socket.on('error', (error) => end({ answer: null, error: (error as NodeJS.ErrnoException).code }))
ask()

function ask(): void {
  socket.send('anyone?', 7000, address, (error) => {
    if (error) end({ answer: null, error: (error as NodeJS.ErrnoException).code })
  })
}

function end(result: object): void {
  clearInterval(asking)
  clearTimeout(deadline)
  socket.close()
  console.log(JSON.stringify(result))
  process.exit(0)
}
