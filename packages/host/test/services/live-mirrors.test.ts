import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { type Host, startHost } from '../../src/host/host.ts'
import type { LiveNews } from '../../src/services/live-mirrors.ts'

function open(dir: string): Promise<Host> {
  return startHost({ dir, network: { public: false, local: false }, idleMs: 0 })
}

/** Mirrors a folder into the drive `pears`. */
function mirror(
  host: Host,
  source: string,
  { stays, signal = new AbortController().signal }: { stays: boolean; signal?: AbortSignal },
) {
  const target = { kind: 'drive', name: 'pears', version: null, path: '' } as const
  const news: LiveNews[] = []
  const wish = {
    source: { kind: 'folder', path: source } as const,
    target,
    texts: { source: './relative', target: 'pears:' },
    stays,
    rules: { deletes: true },
  }
  const onnews = (one: LiveNews) => void news.push(one)
  const view = host.services.drives.mirrors.run(wish, { signal, onprogress: () => undefined, onnews })
  return { view, news }
}

async function contents(host: Host, path: string): Promise<string | null> {
  const { files } = await host.services.drives.open()
  let text = ''
  try {
    for await (const bytes of files.read({ kind: 'drive', name: 'pears', version: null, path }))
      text += Buffer.from(bytes).toString()
    return text
  } catch {
    return null
  }
}

test('one that stays goes on at the next start of the node, also when its folder comes later', async () => {
  await using dir = await tempDir()
  const source = dir.join('source')
  await mkdir(source)
  await writeFile(`${source}/a`, 'first')
  let id = ''
  {
    await using host = await open(dir.join('profile'))
    await (await host.services.drives.open()).create({ name: 'pears' })
    const program = new AbortController()
    const view = await mirror(host, source, { stays: true, signal: program.signal }).view
    program.abort()
    // What the first round wrote down may bring a second one at once.
    const state = expect.stringMatching(/^(?:watching|mirroring)$/u) as string
    expect(view).toMatchObject({ state, stays: true, source, target: 'pears:' })
    id = view.id
    expect(host.services.duties.list()).toEqual(['a mirror goes on'])
  }
  await writeFile(`${source}/a`, 'while it was stopped')
  {
    await using host = await open(dir.join('profile'))
    await waitFor(async () => (await contents(host, '/a')) === 'while it was stopped')
    await writeFile(`${source}/b`, 'live')
    await waitFor(async () => (await contents(host, '/b')) === 'live')
  }
  await rename(source, dir.join('away'))
  {
    await using host = await open(dir.join('profile'))
    const troubled = await waitFor(async () => {
      const [view] = await host.services.drives.mirrors.list()
      return view?.state === 'troubled' ? view : null
    })
    expect(troubled).toMatchObject({ id, trouble: { code: 'MIRROR_SOURCE_MISSING' } })
    expect(await host.services.drives.mirrors.stop(id)).toMatchObject({ id, state: 'closed' })
    expect(host.services.duties.list()).toEqual([])
  }
  await using host = await open(dir.join('profile'))
  expect(await host.services.drives.mirrors.list()).toEqual([])
  expect(await readFile(dir.join('away/a'), 'utf8')).toBe('while it was stopped')
})

test('one that does not stay ends with whoever asked for it', async () => {
  await using dir = await tempDir()
  await using host = await open(dir.join('profile'))
  await (await host.services.drives.open()).create({ name: 'pears' })
  const source = dir.join('source')
  await mkdir(source)
  await writeFile(`${source}/a`, 'first')
  const ending = new AbortController()
  const { view, news } = mirror(host, source, { stays: false, signal: ending.signal })
  await waitFor(() => news.some(({ kind }) => kind === 'round'))
  expect(news.map(({ kind }) => kind)).toEqual(['step', 'round'])
  const [running] = await host.services.drives.mirrors.list()
  expect(running).toMatchObject({ stays: false })
  ending.abort()
  expect(await view).toMatchObject({ state: 'closed' })
  expect(await host.services.drives.mirrors.list()).toEqual([])
  expect(host.services.duties.list()).toEqual([])
  await expect(host.services.drives.mirrors.stop(running?.id ?? '')).rejects.toMatchObject({
    code: 'LIVE_MIRROR_UNKNOWN',
  })
})

test('one that cannot begin is an error, and is not listed', async () => {
  await using dir = await tempDir()
  await using host = await open(dir.join('profile'))
  await (await host.services.drives.open()).create({ name: 'pears' })
  for (const stays of [true, false]) {
    const { view } = mirror(host, dir.join('nothing'), { stays })
    await expect(view).rejects.toMatchObject({ code: 'MIRROR_SOURCE_MISSING' })
  }
  expect(await host.services.drives.mirrors.list()).toEqual([])
})

test('seeded drives keep the node, from its start on', async () => {
  await using dir = await tempDir()
  {
    await using host = await open(dir.path)
    const drives = await host.services.drives.open()
    await drives.create({ name: 'pears' })
    await drives.seed('pears')
    host.services.drives.changed()
    expect(host.services.duties.list()).toEqual(['drives are seeded'])
  }
  await using host = await open(dir.path)
  await waitFor(() => host.services.duties.list().includes('drives are seeded'))
  await (await host.services.drives.open()).unseed('pears')
  host.services.drives.changed()
  expect(host.services.duties.list()).toEqual([])
})
