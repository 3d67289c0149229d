/** Why a room does not go on, as the faces are told. */
import { encodeOperation, ROOM_VERSION } from '@comice/protocol'
import { tempDir } from '@comice/testkit'
import type Autobase from 'autobase'
import { expect, test } from 'vitest'
import { appRouter } from '../../src/api/app-router.ts'
import { startHost } from '../../src/host/host.ts'

test('a room that needs a later version says so to who looks at it and in the list, and is not opened again', async () => {
  await using dir = await tempDir('profile')
  await using host = await startHost({ dir: dir.path, network: { local: false, public: false }, idleMs: 0 })
  const { services } = host
  const calls = appRouter.createCaller({ services, caller: 'local', drained: () => Promise.resolve() })
  const { id, problem } = await calls.rooms.create({ name: 'garden', nickname: 'alice' })
  expect(problem).toBeNull()
  const states = (await calls.rooms.watch({ room: id }))[Symbol.asyncIterator]()
  await states.next()

  const room = await services.rooms.open(id)
  const { base } = room as unknown as { base: Autobase }
  // As an owner with a later version writes it; ours stops at it.
  void base.append(encodeOperation({ kind: 'upgrade', roomVersion: ROOM_VERSION + 1 })).catch(() => undefined)
  const NEWER = { state: 'failed', problem: { code: 'ROOM_NEWER', hint: 'update Comice' } }
  for (;;) {
    const { value, done } = await states.next()
    if (done === true) throw new Error('nobody was told')
    if (value.room.state !== 'failed') continue
    expect(value.room).toMatchObject(NEWER)
    break
  }
  expect(await calls.rooms.list()).toMatchObject([NEWER])
  expect(await services.rooms.open(id)).toBe(room)
  await states.return?.()
})
