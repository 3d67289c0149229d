// Looks for what its starter knows: variables, arguments, open files, memory.
import fs from 'node:fs'
import os from 'node:os'
import { attempt, failure, target } from './attempt.js'

await attempt('its variables', () => {
  const names = Object.keys(process.env).filter(
    (name) =>
      !/^(LANG|LC_|TERM|COLORTERM|NO_COLOR|TZ|HOME|TMPDIR|PWD|SHLVL|COMICE_APP|COMICE_PRELOAD|_$)/.test(name),
  )
  if (names.length === 0) throw failure('NONE')
  return names
})
await attempt('the variables of process 1', () => fs.readFileSync('/proc/1/environ', 'utf8'))
await attempt('the variables of its starter', () =>
  fs.readFileSync(`/proc/${target.starter}/environ`, 'utf8'),
)
await attempt('the memory of its starter', () => fs.openSync(`/proc/${target.starter}/mem`, 'r'))
await attempt('the files of its starter', () => fs.readdirSync(`/proc/${target.starter}/fd`).join())
await attempt('files that were left open', () => {
  for (let fd = 5; fd < 256; fd++) {
    const bytes = Buffer.alloc(4_096)
    try {
      const text = bytes.toString('utf8', 0, fs.readSync(fd, bytes, 0, bytes.length, 0))
      if (text.includes('canary')) return text
    } catch {
      continue
    }
  }
  throw failure('NONE')
})
await attempt('the name of the machine', () => {
  if (os.hostname() === 'app') throw failure('NAMELESS')
  return os.hostname()
})
await attempt('the name of the user', () => os.userInfo().homedir)
