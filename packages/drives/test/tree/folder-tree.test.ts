import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { folderTree } from '../../src/tree/folder-tree.ts'

const LINKS = 32
const READS = 40

test('links that go, or become files, while their folder is read are no error', async () => {
  await using dir = await tempDir()
  const links = Array.from({ length: LINKS }, (_, at) => dir.join(`link-${at}`))
  for (const link of links) symlinkSync('pears', link)
  let isOver = false
  const changing = (async () => {
    for (let turn = 0; !isOver; turn++) {
      const link = links[turn % LINKS] ?? ''
      rmSync(link)
      if (turn % 3 === 0) writeFileSync(link, 'plums')
      else symlinkSync('pears', link)
      await setImmediate()
    }
  })()
  let seen = 0
  try {
    for (let read = 0; read < READS; read++)
      for await (const { kind } of folderTree(dir.path, { isTarget: true }).entries()) {
        expect(kind).toBeOneOf(['file', 'symlink'])
        seen++
      }
  } finally {
    isOver = true
    await changing
  }
  expect(seen).toBeGreaterThan(READS)
})
