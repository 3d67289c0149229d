import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { placeNames } from '../../src/send/place-names.ts'

test.each([
  ['pears.txt', 'pears (2).txt'],
  [`${'a'.repeat(251)}.txt`, `${'a'.repeat(247)} (2).txt`],
  [`${'é'.repeat(127)}a`, `${'é'.repeat(125)} (2)`],
  [`.${'x'.repeat(254)}`, `.${'x'.repeat(250)} (2)`],
  [`a.${'x'.repeat(253)}`, `a.${'x'.repeat(249)} (2)`],
])(
  'what has the name of something that is there gets a number, however long the name is: %s',
  async (name, other) => {
    await using dir = await tempDir()
    const [tree, into] = [dir.join('tree'), dir.join('into')]
    for (const [folder, text] of [
      [into, 'old'],
      [tree, 'new'],
    ] as const) {
      await mkdir(folder)
      await writeFile(`${folder}/${name}`, text)
    }
    const placed = await placeNames(tree, { into, rule: 'rename' })
    expect(placed).toEqual([{ name, path: `${into}/${other}` }])
    expect((await readdir(into)).sort()).toEqual([name, other].sort())
    expect(await readFile(`${into}/${name}`, 'utf8')).toBe('old')
  },
)
