/** Files that a user chose, in a folder where another program of the app's may put something else. */
import { spawnSync } from 'node:child_process'
import { rename, rm, symlink, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { createWire } from '@comice/testkit'
import { Wire } from '@comice/runtime/wire'
import { expect, test } from 'vitest'
import { createBroker } from '../../src/broker/broker.ts'
import { appOf, createAppPeers } from './apps.ts'

async function createPicker() {
  await using opening = new AsyncDisposableStack()
  const peers = opening.use(await createAppPeers())
  const { peer, dir } = await peers.peer('alice')
  const cable = opening.use(createWire())
  const [path, secret] = [dir.join('notes.txt'), dir.join('secret.txt')]
  await writeFile(path, 'notes')
  await writeFile(secret, 'secret')
  const asked: string[] = []
  const broker = createBroker({
    ...{ stream: cable.right, app: appOf('picker', { fs: ['pick'] }), peer, storageDir: dir.join('picker') },
    callbacks: {
      pick: async ({ extensions }) => {
        asked.push(...extensions)
        return [{ path, isVisible: false }]
      },
    },
  })
  opening.defer(() => broker.close())
  const wire = new Wire(cable.left, { side: 'app' })
  opening.defer(() => wire.destroy())
  const pick = async (...extensions: string[]) => {
    const [picked] = (await wire.request('files.pick', { extensions })) as unknown as [{ id: number }]
    return picked.id
  }
  const read = (id: number) => text(wire.open('files.read', { id }))
  const open = opening.move()
  return { pick, read, asked, path, secret, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

test('a chosen file is read as it is when it is read, once', async () => {
  await using picker = await createPicker()
  const id = await picker.pick()
  await writeFile(picker.path, 'newer notes')
  expect(await picker.read(id)).toBe('newer notes')
  await expect(picker.read(id)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
})

test('what took the place of a chosen file is not read: a link, another file, a pipe that nobody writes', async () => {
  await using picker = await createPicker()
  const { path, secret } = picker
  const swaps = [
    () => symlink(secret, path),
    () => writeFile(path, 'another'),
    ...(process.platform === 'win32' ? [] : [async () => void spawnSync('sh', ['-c', 'mkfifo "$0"', path])]),
  ]
  for (const swap of swaps) {
    await rm(path, { force: true })
    await writeFile(path, 'notes')
    const id = await picker.pick()
    // Removed, its number could be that of the next one.
    await rename(path, `${path}.old`)
    await swap()
    await expect(picker.read(id)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  }
})

test('kinds of files are short words, which the user is asked by, whatever their case', async () => {
  await using picker = await createPicker()
  await picker.pick('PNG', 'jpeg', 'c++')
  expect(picker.asked).toEqual(['png', 'jpeg', 'c++'])
  for (const text of ['', 'png) of yours. Now type your password:', 'a.b', 'x'.repeat(17), 'a\u202e'])
    await expect(picker.pick(text)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' })
})
