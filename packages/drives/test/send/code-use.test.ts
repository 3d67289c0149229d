import { writeFile } from 'node:fs/promises'
import { createCode, formatCode, parseCode } from '../../src/code/code.ts'
import { CODE_WORDS } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createSendPeers } from './sends-peers.ts'

/** The same number, other words. */
function wrongCode(code: string, guess = 1): string {
  const { number, words } = parseCode(code)
  const at = (CODE_WORDS.indexOf(words[2] ?? '') + guess) % CODE_WORDS.length
  return formatCode({ number, words: [...words.slice(0, 2), CODE_WORDS[at] ?? ''] })
}

async function createScene() {
  const peers = await createSendPeers()
  const source = await peers.dir()
  await writeFile(source.join('pears.txt'), 'comice')
  return {
    peers,
    paths: [source.join('pears.txt')],
    [Symbol.asyncDispose]: () => peers[Symbol.asyncDispose](),
  }
}

test('a wrong code says so soon after meeting, and the right one still works', async () => {
  await using scene = await createScene()
  const [alice, bob] = [await scene.peers.open(), await scene.peers.open()]
  const target = await scene.peers.dir()
  const send = await alice.sends.send({ paths: scene.paths })
  const wrong = await bob.sends.receive(wrongCode(send.code), { into: target.path })
  await waitFor(() => send.state.wrongGuesses === 1)
  const metAt = performance.now()
  await expect(wrong.done).rejects.toMatchObject({ code: 'SEND_CODE_WRONG', exitCode: 4 })
  expect(performance.now() - metAt).toBeLessThan(5_000)
  await (
    await bob.sends.receive(send.code, { into: target.path })
  ).done
  expect((await send.done).receipts.length).toBe(1)
})

test('after five wrong guesses a code is over', async () => {
  await using scene = await createScene()
  const [alice, bob] = [await scene.peers.open(), await scene.peers.open()]
  const target = await scene.peers.dir()
  const send = await alice.sends.send({ paths: scene.paths })
  for (let guess = 1; guess <= 5; guess++) {
    const wrong = await bob.sends.receive(wrongCode(send.code, guess), { into: target.path })
    await expect(wrong.done).rejects.toMatchObject({ code: 'SEND_CODE_WRONG' })
  }
  await expect(send.done).rejects.toMatchObject({ code: 'SEND_GUESSES_USED' })
  const late = await bob.sends.receive(send.code, { into: target.path, lookTimeoutMs: 4_000 })
  await expect(late.done).rejects.toMatchObject({ code: 'SEND_NOT_FOUND' })
})

test('wrong guesses are remembered when the sender starts again', async () => {
  await using scene = await createScene()
  const alice = await scene.peers.open()
  const bob = await scene.peers.open()
  const target = await scene.peers.dir()
  const { code } = await alice.sends.send({ paths: scene.paths })
  const wrong = await bob.sends.receive(wrongCode(code), { into: target.path })
  await expect(wrong.done).rejects.toMatchObject({ code: 'SEND_CODE_WRONG' })
  await alice[Symbol.asyncDispose]()
  const again = await scene.peers.open(alice.dir)
  expect(again.sends.list().map(({ state }) => state)).toMatchObject([{ wrongGuesses: 1 }])
  await (
    await bob.sends.receive(code, { into: target.path })
  ).done
})

test('two who send under one number are told apart by the words', async () => {
  await using scene = await createScene()
  const [alice, carol, bob] = [await scene.peers.open(), await scene.peers.open(), await scene.peers.open()]
  const { number } = createCode()
  const one = await alice.sends.send({ paths: scene.paths, number })
  const other = await carol.sends.send({ paths: scene.paths, number })
  for (const send of [other, one]) {
    const target = await scene.peers.dir()
    const { placed } = await (await bob.sends.receive(send.code, { into: target.path })).done
    expect(placed.map(({ name }) => name)).toEqual(['pears.txt'])
    await send.done
  }
})

test('a code is for as many as were meant', async () => {
  await using scene = await createScene()
  const [alice, bob, carol] = [await scene.peers.open(), await scene.peers.open(), await scene.peers.open()]
  const send = await alice.sends.send({ paths: scene.paths, receivers: 2 })
  const undecided = Promise.withResolvers<boolean>()
  const [one, two] = [await scene.peers.dir(), await scene.peers.dir()]
  const first = await bob.sends.receive(send.code, { into: one.path })
  await first.done
  const second = await carol.sends.receive(send.code, { into: two.path, decide: () => undecided.promise })
  await waitFor(() => second.state.phase === 'deciding')
  const phases = () => send.state.receivers.map(({ phase }) => phase).join(' ')
  await waitFor(() => phases() === 'done deciding')
  const third = await bob.sends.receive(send.code, { into: one.path })
  await expect(third.done).rejects.toMatchObject({ code: 'SEND_TAKEN' })
  undecided.resolve(true)
  await second.done
  expect((await send.done).receipts.length).toBe(2)
})

test('who declines gives its place back, and nothing is written', async () => {
  await using scene = await createScene()
  const [alice, bob] = [await scene.peers.open(), await scene.peers.open()]
  const target = await scene.peers.dir()
  const send = await alice.sends.send({ paths: scene.paths })
  const declined = await bob.sends.receive(send.code, { into: target.join('in'), decide: () => false })
  await expect(declined.done).rejects.toMatchObject({ code: 'SEND_DECLINED' })
  await waitFor(() => send.state.receivers.length === 0)
  await (
    await bob.sends.receive(send.code, { into: target.join('in') })
  ).done
  await send.done
})

test('a code expires, and one that is stopped is gone', async () => {
  await using scene = await createScene()
  const [alice, bob] = [await scene.peers.open(), await scene.peers.open()]
  const target = await scene.peers.dir()
  const expired = await alice.sends.send({ paths: scene.paths, expiresInMs: 1500 })
  await expect(expired.done).rejects.toMatchObject({ code: 'SEND_EXPIRED' })
  const stopped = await alice.sends.send({ paths: scene.paths })
  await stopped.stop()
  await expect(stopped.done).rejects.toMatchObject({ code: 'SEND_STOPPED' })
  const late = await bob.sends.receive(stopped.code, { into: target.path, lookTimeoutMs: 1500 })
  await expect(late.done).rejects.toMatchObject({ code: 'SEND_NOT_FOUND', exitCode: 6 })
  await waitFor(() => alice.sends.active + bob.sends.active === 0)
})

test('what cannot be sent or received is said at once', async () => {
  await using scene = await createScene()
  const alice = await scene.peers.open()
  const { sends } = alice
  await expect(sends.send({})).rejects.toMatchObject({ code: 'SEND_NOTHING' })
  await expect(sends.send({ paths: [] })).rejects.toMatchObject({ code: 'SEND_NOTHING' })
  await expect(sends.send({ paths: ['/nowhere/at/all'] })).rejects.toMatchObject({
    code: 'SEND_PATH_INVALID',
  })
  const twice = [...scene.paths, ...scene.paths]
  await expect(sends.send({ paths: twice })).rejects.toMatchObject({ code: 'SEND_PATH_INVALID' })
  await expect(sends.send({ paths: scene.paths, receivers: 17 })).rejects.toMatchObject({
    code: 'SEND_OPTION_INVALID',
  })
  await expect(sends.receive('4821-pears', { into: '/tmp' })).rejects.toMatchObject({
    code: 'SEND_CODE_INVALID',
  })
  await expect(sends.receive(formatCode(createCode()), {})).rejects.toMatchObject({
    code: 'SEND_OPTION_INVALID',
  })
})
