import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { tempDir } from '@comice/testkit'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { bytesOf, collect } from '../collect.ts'
import { makeFiles, readModes, readTree } from '../folder.ts'
import { createOfflinePeer } from '../peers.ts'

const run = promisify(execFile)

test('the system’s tar reads what is exported, and what it makes is imported', async () => {
  await using alice = await createOfflinePeer()
  await using dir = await tempDir()
  const source = dir.join('source')
  await makeFiles(source, {
    'a.txt': { contents: 'a', mtimeMs: 1_700_000_000_000 },
    'docs/big': { contents: Buffer.alloc(1_000_000, 7), mtimeMs: 1_700_000_001_000 },
    'run.sh': { contents: '#!', mode: 0o755, mtimeMs: 1_700_000_002_000 },
    [`${'long-'.repeat(30)}name`]: { contents: 'long', mtimeMs: 1_700_000_003_000 },
    'docs/link': { link: '../a.txt' },
    'empty/': '',
  })
  await chmod(`${source}/docs`, 0o700)
  await alice.drives.create({ name: 'pears' })
  await alice.drives.mirror({ source, target: 'pears:', folders: true })
  await writeFile(dir.join('out.tar'), await bytesOf(alice.drives.tar.export('pears')))
  await mkdir(dir.join('out'))
  await run('tar', ['-xf', dir.join('out.tar'), '-C', dir.join('out')])
  expect(await readTree(dir.join('out'))).toEqual(await readTree(source))
  expect(await readModes(dir.join('out'))).toEqual({ '/docs/': '700' })

  await run('tar', ['-cf', dir.join('in.tar'), '-C', source, '.'])
  await alice.drives.create({ name: 'again' })
  const imported = await alice.drives.tar.import('again:/below', createReadStream(dir.join('in.tar')))
  expect(imported).toMatchObject({ entries: 5, refusedCount: 0 })
  await alice.drives.mirror({ source: 'again:/below', target: dir.join('again') })
  const { '/empty/': _folder, ...files } = await readTree(source)
  expect(await readTree(dir.join('again'))).toEqual(files)
  expect(await readModes(dir.join('again'))).toEqual({ '/docs/': '700' })
})

test('an archive of hostile entries leaves out what it must, and one that is cut short leaves nothing', async () => {
  await using alice = await createOfflinePeer()
  const archive = pack()
  archive.entry({ name: '../victim' }, 'x')
  archive.entry({ name: '/etc/victim' }, 'x')
  archive.entry({ name: 'good' }, 'good')
  archive.entry({ name: 'good/below' }, 'x')
  archive.entry({ name: 'a\u001b[2Jb' }, 'x')
  archive.entry({ name: 'out', type: 'symlink', linkname: '../../victim' })
  archive.entry({ name: 'root', type: 'symlink', linkname: '/etc/passwd' })
  archive.entry({ name: 'device', type: 'character-device' })
  archive.entry({ name: 'hard', type: 'link', linkname: 'good' })
  archive.finalize()
  const bytes = await bytesOf(archive as AsyncIterable<Uint8Array>)
  await alice.drives.create({ name: 'pears' })
  const result = await alice.drives.tar.import(
    'pears',
    [bytes][Symbol.iterator]() as unknown as AsyncIterable<Uint8Array>,
  )
  expect(result).toMatchObject({ entries: 1, refusedCount: 8 })
  expect(await collect(alice.drives.files.list('pears', { recursive: true }))).toMatchObject([
    { path: '/good' },
  ])

  await alice.drives.create({ name: 'cut' })
  const cut = (async function* () {
    yield bytes.subarray(0, 1800)
  })()
  await expect(alice.drives.tar.import('cut', cut)).rejects.toThrow()
  expect(await collect(alice.drives.files.list('cut'))).toEqual([])
  await using dir = await tempDir()
  expect(await readdir(dir.path)).toEqual([])
})
