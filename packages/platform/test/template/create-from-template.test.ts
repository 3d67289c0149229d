import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempDir } from '@comice/testkit'
import { describe, expect, test } from 'vitest'
import { createFromTemplate, TEMPLATES } from '../../src/dev/index.ts'
import { STORED_AS } from '../../src/template/template.ts'
import { readProject } from '../../src/project/project.ts'

const FOLDER = join(import.meta.dirname, '../../templates')

describe.each(Object.entries(TEMPLATES))('%s', (template, { files, filled }) => {
  test('gives every file of its folder, and nothing else', async () => {
    const stored = await filesBelow(join(FOLDER, template))
    expect([...files].map((file) => STORED_AS[file] ?? file).sort()).toEqual(stored)
    await using dir = await tempDir()
    const created = await createFromTemplate({ template, dir: dir.join('pears'), name: '@me/pears' })
    expect(created.name).toBe('@me/pears')
    expect(await filesBelow(created.dir)).toEqual([...files].sort())
  })

  test('fills in what is declared, and only there', async () => {
    await using dir = await tempDir()
    await createFromTemplate({ template, dir: dir.path, name: 'pears' })
    for (const file of files) {
      const stored = await readFile(join(FOLDER, template, STORED_AS[file] ?? file), 'utf8')
      const written = await readFile(dir.join(file), 'utf8')
      if (filled.includes(file)) expect(written).not.toMatch(/__[A-Z]+(?:_[A-Z]+)*__/u)
      else expect(written).toBe(stored)
    }
    const { name, pear } = JSON.parse(await readFile(dir.join('package.json'), 'utf8')) as {
      name: string
      pear: object
    }
    expect([name, pear]).toEqual(['pears', expect.objectContaining({ type: template, permissions: {} })])
  })

  test('can be staged as it comes, without its tests and its tools', async () => {
    await using dir = await tempDir()
    await createFromTemplate({ template, dir: dir.path, name: 'pears' })
    const { files: staged, refusals, warnings } = await readProject(dir.path)
    expect([refusals, warnings]).toEqual([[], []])
    expect(staged.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/CHANGELOG.md', '/main.ts', '/package.json']),
    )
    expect(staged.filter(({ path }) => /test|eslint|tsconfig/u.test(path))).toEqual([])
  })
})

test('a folder with a file of the same name is left as it is, whatever else is in it', async () => {
  await using dir = await tempDir()
  await writeFile(dir.join('notes.txt'), 'mine')
  await mkdir(dir.join('test'))
  await symlink('/nowhere', dir.join('main.ts'))
  const creating = createFromTemplate({ template: 'terminal', dir: dir.path, name: 'pears' })
  await expect(creating).rejects.toMatchObject({ code: 'TEMPLATE_CONFLICT' })
  expect(await filesBelow(dir.path)).toEqual(['main.ts', 'notes.txt'])
})

test('a folder with other files keeps them', async () => {
  await using dir = await tempDir()
  await writeFile(dir.join('notes.txt'), 'mine')
  await createFromTemplate({ template: 'terminal', dir: dir.path, name: 'pears' })
  expect(await readFile(dir.join('notes.txt'), 'utf8')).toBe('mine')
})

test.each([
  ['pears', 'pears'],
  ['My Pears!', 'my-pears'],
  ['.hidden_', 'hidden'],
  ['Äpfel', 'pfel'],
  ['梨', 'app'],
])('the folder %s gives the name %s', async (folder, name) => {
  await using dir = await tempDir()
  const created = await createFromTemplate({ template: 'terminal', dir: dir.join(folder) })
  expect(created.name).toBe(name)
})

test.each(['', 'Pears', '../pears', '__APP_NAME__', 'a b', '@me/', `a${'b'.repeat(300)}`, '"}'])(
  'no app is called %s',
  async (name) => {
    await using dir = await tempDir()
    const creating = createFromTemplate({ template: 'terminal', dir: dir.path, name })
    await expect(creating).rejects.toMatchObject({ code: 'APP_NAME_INVALID' })
    expect(await readdir(dir.path)).toEqual([])
  },
)

test.each(['', 'web', '../terminal', '__proto__', 'toString'])(
  'there is no template %s',
  async (template) => {
    const creating = createFromTemplate({ template, dir: '/nowhere', name: 'pears' })
    await expect(creating).rejects.toMatchObject({ code: 'TEMPLATE_UNKNOWN' })
  },
)

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => !entry.isDirectory())
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(dir.length + 1)).sort()
}
