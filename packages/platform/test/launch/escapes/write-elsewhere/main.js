// Writes into itself, beside itself, and where the machine listens.
import fs from 'node:fs'
import { attempt, target } from './attempt.js'

const self = new URL(import.meta.url).pathname
await attempt('its own code', () => fs.writeFileSync(self, 'changed'))
await attempt('a new file beside it', () => fs.writeFileSync(new URL('new.js', import.meta.url), 'new'))
await attempt('the mode of its code', () => fs.chmodSync(self, 0o777))
await attempt('the mode of its code by descriptor', () => fs.fchmodSync(fs.openSync(self, 'r'), 0o777))
await attempt('another app’s files', () => fs.appendFileSync(target.otherAppFile, 'changed'))
await attempt('a secret of the profile', () => fs.rmSync(target.profileSecret))
await attempt('the kernel’s settings', () =>
  fs.writeFileSync('/proc/sys/kernel/core_pattern', fs.readFileSync('/proc/sys/kernel/core_pattern')),
)
await attempt('shared memory', () => fs.writeFileSync('/dev/shm/planted', 'x'))
await attempt('the temporary folder of the system', () => {
  const path = `/tmp/${target.plantedName}`
  const file = fs.openSync(path, 'w')
  for (let written = 0; written < 256; written++) fs.writeSync(file, Buffer.alloc(2 ** 20))
  return path
})
