// An inspector runs any code, in whichever process it is.
import inspector from 'node:inspector'
import { attempt, failure } from './attempt.js'

await attempt('its own inspector', () => {
  inspector.open(0, '127.0.0.1')
  return inspector.url()
})
await attempt('a session', () => new inspector.Session().connect())
await attempt('by a signal', async () => {
  process.kill(process.pid, 'SIGUSR1')
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  throw failure('NOTHING')
})
