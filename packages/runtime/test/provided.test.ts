import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }

const PROVIDED = new URL('../dist/provided/', import.meta.url)

test('the files for apps export what the package exports', async () => {
  for (const target of Object.values(manifest.exports)) {
    if (typeof target === 'string') continue
    const [provided, source] = (await Promise.all([
      import(new URL(`../${target['comice-app']}`, import.meta.url).href),
      import(new URL(`../${target['@comice/source']}`, import.meta.url).href),
    ])) as [object, object]
    expect(Object.keys(provided).toSorted()).toEqual(Object.keys(source).toSorted())
  }
})

test('the files for apps import nothing but each other and Node', async () => {
  const files = await readdir(PROVIDED)
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const text = await readFile(new URL(file, PROVIDED), 'utf8')
    const imported = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?["']([^"']+)["']/gu)].map(([, name]) => name)
    const others = imported.filter((name) => !/^(?:node:|\.\/[\w-]+\.js$)/u.test(name ?? ''))
    expect({ file, others }).toEqual({ file, others: [] })
  }
})
