import { duplexPair } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { encodeWorkFrame, encodeWorkJson, readWorkFrames, WORK_FRAMES } from '@comice/protocol'
import { expect, test } from 'vitest'
import { WorkChannel } from '../../src/work/work-channel.ts'

test('more is sent when the reader has taken what there was', async () => {
  const [ours, theirs] = duplexPair()
  const channel = new WorkChannel(ours)
  let isSent = false
  const sending = channel.send(new Uint8Array(1_000_000)).then(() => (isSent = true))
  await turn()
  await turn()
  expect(isSent).toBe(false)
  let bytes = 0
  for await (const { payload } of readWorkFrames(theirs)) {
    bytes += payload.byteLength
    if (bytes === 1_000_000) break
  }
  await sending
  expect(isSent).toBe(true)
})

test('a reader that leaves ends what is being sent', async () => {
  const [ours, theirs] = duplexPair()
  ours.on('error', () => undefined)
  const channel = new WorkChannel(ours)
  const sending = channel.send(new Uint8Array(1_000_000))
  ours.destroy()
  theirs.destroy()
  await expect(sending).rejects.toThrow()
  expect(channel.signal.aborted).toBe(true)
})

test('input comes first, and is bounded', async () => {
  const answer = async (frame: Uint8Array) => {
    const [ours, theirs] = duplexPair()
    theirs.end(frame)
    return new WorkChannel(ours).input()
  }
  expect(await answer(encodeWorkJson(WORK_FRAMES.INPUT, { place: 'pears:' }))).toEqual({ place: 'pears:' })
  const invalid = { code: 'INPUT_INVALID' }
  await expect(answer(encodeWorkJson(WORK_FRAMES.STATE, {}))).rejects.toMatchObject(invalid)
  await expect(answer(encodeWorkFrame(WORK_FRAMES.INPUT, new Uint8Array(300_000)))).rejects.toMatchObject(
    invalid,
  )
  await expect(answer(new Uint8Array(0))).rejects.toMatchObject(invalid)
})

test('contents that end without saying so were cut off', async () => {
  const [ours, theirs] = duplexPair()
  theirs.end(encodeWorkFrame(WORK_FRAMES.CONTENTS, Buffer.from('half')))
  const seen: string[] = []
  const reading = async () => {
    for await (const bytes of new WorkChannel(ours).contents()) seen.push(Buffer.from(bytes).toString())
  }
  await expect(reading()).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  expect(seen).toEqual(['half'])
})
