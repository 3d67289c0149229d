import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { once } from '@comice/testkit'
import { expect, test } from 'vitest'
import { coverHeld, holdFromChildren } from '../../src/descriptors/held-descriptors.ts'

/** What a child that is started so has under its numbers from 3 on. */
async function openIn(stdio: Parameters<typeof coverHeld>[0]): Promise<Record<string, string>> {
  const script = `
    const fs = require('node:fs')
    const open = fs.readdirSync('/proc/self/fd').flatMap((fd) => {
      try { return [[fd, fs.readlinkSync('/proc/self/fd/' + fd)]] } catch { return [] }
    })
    process.stdout.write(JSON.stringify(Object.fromEntries(open)))`
  const child = spawn(process.execPath, ['-e', script], { stdio: coverHeld(stdio) as 'pipe'[] })
  let text = ''
  child.stdout?.on('data', (piece: Buffer) => (text += String(piece)))
  await once(child, 'close')
  return JSON.parse(text) as Record<string, string>
}

test('what is held is the null device in children, and nothing is once it is let go of', async () => {
  const fd = openSync('/proc/self/status', 'r')
  const holding = holdFromChildren(fd)
  expect((await openIn(['ignore', 'pipe', 'inherit']))[fd]).toBe('/dev/null')
  holding[Symbol.dispose]()
  expect(coverHeld(['ignore', 'pipe'])).toEqual(['ignore', 'pipe'])
})

test('a number that the child is given something under is that, held or not', async () => {
  const [fd, given] = [openSync('/proc/self/status', 'r'), openSync('/proc/version', 'r')]
  const holding = holdFromChildren(fd)
  const stdio: (string | number)[] = ['ignore', 'pipe', 'inherit']
  stdio[fd] = given
  expect((await openIn(Array.from(stdio, (entry) => entry ?? 'ignore')))[fd]).toBe('/proc/version')
  stdio[fd] = 'ignore'
  expect((await openIn(Array.from(stdio, (entry) => entry ?? 'ignore')))[fd]).toBe('/dev/null')
  holding[Symbol.dispose]()
})
