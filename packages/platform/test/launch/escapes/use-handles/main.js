// Node's handles are objects in reach of a program; a check in JavaScript above them would be walked around.
import { ChildProcess } from 'node:child_process'
import dgram from 'node:dgram'
import dns from 'node:dns'
import fs from 'node:fs'
import net from 'node:net'
import { attempt, failure, target } from './attempt.js'

/** Lets `net` make a request for a handle, and takes it away. */
async function captureRequest(options) {
  let request
  const socket = new net.Socket()
  const steal = (each) => void (request = each)
  socket._handle = {
    connect: steal,
    connect6: steal,
    unref() {},
    ref() {},
    close() {},
    readStart() {},
    getAsyncId: () => 0,
  }
  socket.on('error', () => undefined).connect(options)
  await new Promise(setImmediate)
  return request
}

const handleOf = (socket) =>
  Object.getOwnPropertySymbols(socket)
    .map((symbol) => socket[symbol]?.handle)
    .find(Boolean)
/** A handle answers with 0, with a negative errno, or with an error that nobody threw. */
const outcome = (answer) => {
  if (typeof answer === 'object' && answer !== null) throw answer
  if (typeof answer === 'string') throw failure(answer)
  if (answer !== 0) throw failure(`ERRNO_${-answer}`)
}
const finished = (request, answer) => {
  outcome(answer)
  return new Promise((resolve) => (request.oncomplete = resolve)).then(outcome)
}

await attempt('a process by its handle', () =>
  outcome(
    new ChildProcess()._handle.spawn('/bin/sh', ['sh', '-c', 'cat /etc/passwd'], undefined, undefined, [], 0),
  ),
)
await attempt('the API by a handle', async () => {
  const request = await captureRequest({ path: target.apiSocket })
  const { constructor: Pipe } = process.stdout._handle
  return finished(request, new Pipe(0).connect(request, target.apiSocket))
})
await attempt('TCP by a handle', async () => {
  const request = await captureRequest({ host: '127.0.0.1', port: target.tcpPort })
  const socket = new net.Socket().on('error', () => undefined).connect({ host: '127.0.0.1', port: 9 })
  const { constructor: Tcp } = socket._handle
  return finished(request, new Tcp(0).connect(request, '127.0.0.1', target.tcpPort))
})
await attempt('UDP by a handle', () => {
  outcome(handleOf(dgram.createSocket('udp4')).bind('0.0.0.0', 0, 0))
  throw failure('BOUND')
})
await attempt('a name by a handle', () => {
  const resolver = new dns.Resolver()
  const handle = resolver._handle
  let request
  resolver._handle = { queryA: (each) => void (request = each) }
  resolver.resolve4('example.com', () => undefined)
  return finished(request, handle.queryA(request, 'example.com'))
})
await attempt('a watch by a handle', () => {
  const watcher = fs.watch('.')
  const { constructor: FSEvent } =
    Object.getOwnPropertySymbols(watcher)
      .map((symbol) => watcher[symbol])
      .find((each) => each?.start) ?? watcher._handle
  watcher.close()
  outcome(new FSEvent().start(target.profileSecret, true, false, 'utf8'))
})
process.exit()
