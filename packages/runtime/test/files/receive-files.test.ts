import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { tempDir } from '@comice/testkit'
import { describe, expect, test } from 'vitest'
import { GIVE_METHOD, GIVE_PIECE_METHOD, MAX_RECEIVED_FILES } from '../../src/constants.ts'
import { fileName, receiveFiles } from '../../src/files/receive-files.ts'
import { createChannelPair } from '../../src/page/index.ts'
import { PageServer } from '../../src/page/page-server.ts'
import { giveFile } from '../../src/ui/give-file.ts'
import { PageCalls } from '../../src/ui/page-calls.ts'

/** A page and a backend that takes its files into a folder. */
async function createBackend() {
  const dir = await tempDir('picked')
  const calls = new PageCalls()
  const [pageEnd, backendEnd] = createChannelPair()
  const served = new PageServer(
    receiveFiles(() => dir.path),
    backendEnd,
  ).run()
  const reading = (async () => {
    for await (const message of pageEnd.messages) calls.receive(message)
    calls.lost()
  })()
  calls.open((message) => void pageEnd.send(message))
  const cut = async () => {
    pageEnd.close()
    await Promise.all([served, reading])
  }
  return {
    dir,
    calls,
    cut,
    [Symbol.asyncDispose]: async () => {
      await cut()
      await dir[Symbol.asyncDispose]()
    },
  }
}

test('a file of the page’s is in the folder, whole, under its name, and its page hears how far it is', async () => {
  await using backend = await createBackend()
  const bytes = new Uint8Array(1_300_000).map((_, at) => at % 251)
  const heard: number[] = []
  const given = await giveFile(backend.calls, new File([bytes], 'pears.png'), {
    onProgress: (at) => heard.push(at),
  })
  expect(path.basename(given)).toBe('pears.png')
  expect(new Uint8Array(await readFile(given))).toEqual(bytes)
  expect(heard).toEqual([524_288, 1_048_576, 1_300_000])
  const other = await giveFile(backend.calls, new File([], 'pears.png'))
  expect(await readFile(other)).toHaveLength(0)
  expect(other).not.toBe(given)
})

test('of a file that is given up, or whose page is gone, nothing stays', async () => {
  await using backend = await createBackend()
  const stopping = new AbortController()
  const file = new File([new Uint8Array(3_000_000)], 'large')
  const giving = giveFile(backend.calls, file, {
    signal: stopping.signal,
    onProgress: () => stopping.abort(new Error('enough')),
  })
  await expect(giving).rejects.toThrow('enough')
  await expect.poll(() => readdir(backend.dir.path)).toEqual([])
  const cut = giveFile(backend.calls, file, { onProgress: () => void backend.cut() })
  await expect(cut).rejects.toMatchObject({ code: 'PAGE_DISCONNECTED' })
  await expect.poll(() => readdir(backend.dir.path)).toEqual([])
})

test('a file that became shorter while it was given is refused', async () => {
  await using backend = await createBackend()
  const shrunk = { name: 'a', size: 10, slice: () => new Blob([new Uint8Array(3)]) }
  await expect(giveFile(backend.calls, shrunk)).rejects.toMatchObject({ code: 'GIVEN_FILE_INVALID' })
  await expect.poll(() => readdir(backend.dir.path)).toEqual([])
})

test('a page that sends more than it said, to nothing, or too many files, is refused', async () => {
  await using backend = await createBackend()
  const start = (method: string, ...args: unknown[]) => backend.calls.start(method, args)
  const give = (name: string, bytes: number) => start(GIVE_METHOD, name, bytes)[Symbol.asyncIterator]()
  const invalid = { code: 'GIVEN_FILE_INVALID' }
  await expect(start(GIVE_PIECE_METHOD, 7, new Uint8Array(1))).rejects.toMatchObject(invalid)
  await expect(give('a', -1).next()).rejects.toMatchObject(invalid)
  const steps = give('a', 2)
  const { value } = (await steps.next()) as { value: { id: number } }
  await expect(start(GIVE_PIECE_METHOD, value.id, new Uint8Array(3))).rejects.toMatchObject(invalid)
  await expect(steps.next()).rejects.toMatchObject(invalid)
  const open = Array.from({ length: MAX_RECEIVED_FILES }, () => give('a', 1))
  await Promise.all(open.map((one) => one.next()))
  await expect(give('a', 1).next()).rejects.toMatchObject({ code: 'PAGE_BUSY' })
})

describe('a file’s name', () => {
  test.each([
    ['pears.png', 'pears.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\alice\\pears.png', 'pears.png'],
    ['..', 'file'],
    ['', 'file'],
    ['a\u0000b\u202ec.txt', 'abc.txt'],
    [`${'x'.repeat(300)}.png`, `${'x'.repeat(56)}.png`],
    [7, '7'],
  ])('%j becomes %j', (name, expected) => {
    expect(fileName(name)).toBe(expected)
  })
})
