// A peer that does what it is told, one command a line.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

process.on('SIGTERM', () => {
  if (process.argv.includes('--stubborn')) return
  console.log('bye')
  process.exit(0)
})
if (process.argv.includes('--stubborn')) setInterval(() => {}, 1_000)

console.error('starting')
console.log(`ready ${process.env.GREETING ?? 'without greeting'}`)

for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...rest] = line.split(' ')
  if (word === 'say') console.log(rest.join(' '))
  if (word === 'fail') throw new Error(rest.join(' '))
  if (word === 'print')
    for (let i = 0; i < Number(rest[0]); i++) console.log(`line ${i} ${'x'.repeat(1_000)}`)
  if (word === 'child') {
    const child = spawn('sleep', ['300'], { stdio: 'inherit' })
    console.log(JSON.stringify({ child: child.pid }))
  }
}
