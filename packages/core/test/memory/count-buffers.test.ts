import { spawn } from 'node:child_process'
import { once } from '@comice/testkit'
import { expect, test } from 'vitest'

test('the V8 of this Node knows the setting', async () => {
  const source = new URL('../../src/memory/count-buffers.ts', import.meta.url)
  const program = `import { countBuffersAsHeap } from ${JSON.stringify(source.href)}; countBuffersAsHeap(); console.log('goes on')`
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module']
  const child = spawn(process.execPath, [...flags, '-e', program], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, said] = ['', '']
  child.stdout.on('data', (piece: Buffer) => (out += String(piece)))
  child.stderr.on('data', (piece: Buffer) => (said += String(piece)))
  await once(child, 'close')
  expect([out, said]).toEqual(['goes on\n', ''])
})
