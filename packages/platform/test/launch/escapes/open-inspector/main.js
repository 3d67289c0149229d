// An inspector runs any code, in whichever process it is.
import inspector from 'node:inspector'
import { attempt, failure } from './attempt.js'

// First, while none is open. A thread of Node's opens it: where nothing keeps it from that, it is waited for, or it would come
// when the process is ending, and crash it.
const isIgnored = process.execArgv.includes('--disable-sigusr1')
await attempt('by a signal', async () => {
  process.kill(process.pid, 'SIGUSR1')
  for (let turn = 0; isIgnored ? turn < 50 : inspector.url() === undefined; turn++)
    await new Promise(setImmediate)
  if (inspector.url() === undefined) throw failure('NOTHING')
  inspector.close()
})
await attempt('its own inspector', () => {
  inspector.open(0, '127.0.0.1')
  return inspector.url()
})
await attempt('a session', () => new inspector.Session().connect())
