// Node's inner parts do what its outer ones check.
import { attempt } from './attempt.js'

await attempt('a program by its binding', () => {
  const { error, output } = process.binding('spawn_sync').spawn({
    file: '/bin/sh',
    args: ['sh', '-c', 'cat /etc/passwd'],
    stdio: [
      { type: 'pipe', readable: true, writable: false },
      { type: 'pipe', readable: false, writable: true },
    ],
  })
  if (error) throw Object.assign(new Error(), { code: `ERRNO_${-error}` })
  return output
})
await attempt('a linked binding', () => process._linkedBinding('anything'))
await attempt('a socket by its binding', () => {
  const { Pipe, PipeConnectWrap, constants } = process.binding('pipe_wrap')
  return new Pipe(constants.SOCKET) && PipeConnectWrap
})
