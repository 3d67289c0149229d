// Starts other programs; where it can start itself, the child tries to read what the parent could not.
import { execSync, fork, spawn, spawnSync } from 'node:child_process'
import { attempt, failure, target } from './attempt.js'

const READ = `try { console.log(require('node:fs').readFileSync(${JSON.stringify(target.profileSecret)}, 'utf8')) } catch (error) { console.log(error.code) }`

await attempt('a shell', () => execSync('cat /etc/passwd').toString())
await attempt(
  'a program',
  () => new Promise((resolve, reject) => spawn('/usr/bin/id').on('error', reject).on('exit', resolve)),
)
await attempt('itself', () => {
  const { stdout, error } = spawnSync(process.execPath, ['-e', READ], { encoding: 'utf8' })
  if (error) throw error
  if (stdout.startsWith('E')) throw failure(stdout.trim())
  return stdout
})
await attempt('a fork', () => {
  const child = fork(new URL('child.js', import.meta.url))
  return new Promise((resolve, reject) =>
    child.on('error', reject).on('exit', (code) => reject(failure(`CHILD_${code}`))),
  )
})
await attempt('another program in its place', () =>
  process.execve('/bin/sh', ['sh', '-c', 'cat /etc/passwd'], {}),
)
