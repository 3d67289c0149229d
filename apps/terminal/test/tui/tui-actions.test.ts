/** What was begun in one room stays with it when the user has gone to another before the node answered. */
import { createLocalClient } from '@comice/client/node'
import { startHost } from '@comice/host'
import { tempDir, waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOutput } from '../../src/output/output.ts'
import { written } from '../../src/tui/edit-text.ts'
import { openThread, send } from '../../src/tui/tui-actions.ts'
import { TuiModel } from '../../src/tui/tui-model.ts'
import { draftOf, NO_DRAFT } from '../../src/tui/tui-state.ts'

const OFFLINE = { public: false, local: false }

async function setUp() {
  await using opening = new AsyncDisposableStack()
  const { path: dir } = opening.use(await tempDir())
  const host = opening.use(await startHost({ dir, network: OFFLINE }))
  const { api } = opening.use(createLocalClient(host.address))
  const { signal } = new AbortController()
  const openModel = () => {
    const options = { profile: 'alice', bootstrap: undefined, timeout: undefined, json: false }
    const run = { options, dir, output: createOutput({}), signal, timeoutMs: 10_000 }
    const session = { ...run, handOver: <T>(work: () => Promise<T>) => work(), api, address: host.address }
    const model = new TuiModel(session, { ring: () => undefined })
    return Object.assign(model, { [Symbol.asyncDispose]: () => model.close() })
  }
  const create = async (name: string) => (await api.rooms.create.mutate({ name, nickname: 'alice' })).id
  const stack = opening.move()
  return { api, openModel, create, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

let node: Awaited<ReturnType<typeof setUp>>
beforeAll(async () => {
  node = await setUp()
})
afterAll(() => node[Symbol.asyncDispose]())

test('what could not be sent goes back into its own room', async () => {
  const { api, create, openModel } = node
  const [pears, plums] = [await create('Pears'), await create('Plums')]
  await using model = openModel()
  model.openRoom(pears)
  model.write(written('for pears alone'))
  await api.rooms.forget.mutate({ room: pears, force: true })
  const sending = send(model)
  expect(draftOf(model.state, pears)).toEqual(NO_DRAFT)
  model.openRoom(plums)
  await expect(sending).rejects.toMatchObject({ code: 'ROOM_NOT_FOUND' })
  expect(draftOf(model.state)).toEqual(NO_DRAFT)
  expect(draftOf(model.state, pears).editing.text).toBe('for pears alone')
}, 60_000)

test('a thread does not open over another room, where it would be answered', async () => {
  const { api, create, openModel } = node
  const [apples, quinces] = [await create('Apples'), await create('Quinces')]
  await api.rooms.say.mutate({ room: apples, text: 'juice?' })
  await using model = openModel()
  model.openRoom(apples)
  await waitFor(() => model.state.open?.messages.length === 1)
  model.setOpen({ selected: model.state.open?.messages[0]?.id ?? null })
  const opening = openThread(model)
  model.openRoom(quinces)
  await opening
  expect(model.state.overlay).toBeNull()
}, 60_000)
