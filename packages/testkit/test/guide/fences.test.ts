import { readFile, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))
const guide = new URL('../../../../docs/guides/testing-without-the-internet.md', import.meta.url)
const readme = new URL('../../README.md', import.meta.url)

/** The code of a page, by the file name in its first line: `// notes.ts: …`. */
async function fencesOf(page: URL): Promise<Record<string, string>> {
  const text = await readFile(page, 'utf8')
  const fences = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)
  return Object.fromEntries(fences.map((code) => [/^\/\/ ([\w.-]+):/.exec(code)?.[1] ?? code, code]))
}

async function filesHere(): Promise<Record<string, string>> {
  const names = (await readdir(here)).filter((name) => name !== 'fences.test.ts')
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(`${here}/${name}`, 'utf8')] as const)),
  )
}

test('all code of the guide and the README is a file here, which runs, and every file here is shown', async () => {
  expect({ ...(await fencesOf(guide)), ...(await fencesOf(readme)) }).toEqual(await filesHere())
})

test('the example of the README has at most 30 lines', async () => {
  for (const code of Object.values(await fencesOf(readme)))
    expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(30)
})
