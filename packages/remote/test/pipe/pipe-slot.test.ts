import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { PipeSlot } from '../../src/pipe/pipe-slot.ts'
import { codeOf } from '../remote-peers.ts'

const REASON = Object.assign(new Error('gone'), { code: 'GONE' })

test('whoever left while their pipe was being made leaves neither it nor their place', async () => {
  const slot = new PipeSlot()
  const leaving = new AbortController()
  const left = codeOf(slot.next(leaving.signal))
  const give = slot.take()
  leaving.abort(REASON)
  expect(await left).toBe('GONE')
  const bytes = new PassThrough()
  give?.({ bytes, peer: null })
  expect(bytes.destroyed).toBe(true)
  if (give !== null) slot.giveBack(give)
  expect(slot.isFree).toBe(false)
})

test('whoever leaves late takes nobody else with them', async () => {
  const slot = new PipeSlot()
  const leaving = new AbortController()
  const left = codeOf(slot.next(leaving.signal))
  slot.take()
  const next = slot.next()
  leaving.abort(REASON)
  expect(await left).toBe('GONE')
  const bytes = new PassThrough()
  slot.take()?.({ bytes, peer: 'bob' })
  expect(await next).toEqual({ bytes, peer: 'bob' })
})

test('a pipe that is there when the place has been closed is ended', async () => {
  const slot = new PipeSlot()
  const waiting = codeOf(slot.next())
  const give = slot.take()
  slot.close(REASON)
  expect(await waiting).toBe('GONE')
  const bytes = new PassThrough()
  give?.({ bytes, peer: null })
  expect(bytes.destroyed).toBe(true)
})
