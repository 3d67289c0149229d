// Ends other processes. Whom it must not hit by accident when it succeeds gets signal 0, which only asks.
import { attempt, target } from './attempt.js'

await attempt('a process of the same user', () => process.kill(target.victim, 'SIGKILL'))
await attempt('its group', () => process.kill(-target.victim, 'SIGKILL'))
await attempt('its starter', () => process.kill(target.starter, 0))
await attempt('all at once', () => process.kill(-1, 0))
await attempt('the inner way', () => {
  const result = process._kill(target.victim, 9)
  if (result !== 0) throw Object.assign(new Error(), { code: `ERRNO_${-result}` })
})
await attempt('its starter’s inspector', () => process._debugProcess(target.victim))
