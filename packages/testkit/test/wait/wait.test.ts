import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { isTestkitError, once, waitFor } from '../../src/index.ts'

describe('waitFor', () => {
  test('returns the first truthy value', async () => {
    let looks = 0
    expect(await waitFor(() => ++looks >= 3 && `seen ${looks}`, { intervalMs: 1 })).toBe('seen 3')
  })

  test('treats a throwing check as one that does not hold yet', async () => {
    let looks = 0
    const value = await waitFor(
      () => {
        if (++looks < 3) throw new Error('too early')
        return looks
      },
      { intervalMs: 1 },
    )
    expect(value).toBe(3)
  })

  test('names what was awaited and what was last seen', async () => {
    const rooms: string[] = ['garden']
    const late = waitFor(() => (rooms.length > 1 ? rooms : null), {
      timeoutMs: 30,
      describe: 'a second room',
    })
    await expect(late).rejects.toThrow(
      /WAIT_TIMEOUT: waited 30 ms for a second room \(\d+ looks?\); last seen: null/,
    )
  })

  test('uses the source of the check when it has no description', async () => {
    const state = { members: 1 }
    const late = waitFor(() => state.members > 1, { timeoutMs: 10 })
    await expect(late).rejects.toThrow(/for state\.members > 1 .*last seen: false/)
  })

  test('carries the last error of the check as its cause', async () => {
    const cause = new Error('no such room')
    const late = waitFor(() => Promise.reject(cause), { timeoutMs: 10 })
    const error = await late.catch((thrown: unknown) => thrown)
    expect(isTestkitError(error, 'WAIT_TIMEOUT')).toBe(true)
    expect(error).toMatchObject({ cause, message: expect.stringContaining('Error: no such room') })
  })

  test('does not hang on a check that never returns', async () => {
    const late = waitFor(() => new Promise<boolean>(() => {}), { timeoutMs: 30 })
    await expect(late).rejects.toThrow('the last look did not return')
  })
})

describe('once', () => {
  test('resolves with the arguments of the emission that fits', async () => {
    const emitter = new EventEmitter()
    const message = once<[number, string]>(emitter, 'message', { where: (length) => length > 1 })
    emitter.emit('message', 1, 'a')
    emitter.emit('message', 2, 'ab')
    expect(await message).toEqual([2, 'ab'])
    expect(emitter.eventNames()).toEqual([])
  })

  test('fails with the error that came first, and can await an error too', async () => {
    const emitter = new EventEmitter()
    const message = once(emitter, 'message')
    const failure = once<[Error]>(emitter, 'error')
    const cause = new Error('broken')
    emitter.emit('error', cause)
    await expect(message).rejects.toMatchObject({ code: 'WAIT_FAILED', cause })
    expect(await failure).toEqual([cause])
  })

  test('says how many other emissions it has seen when it is too late', async () => {
    const emitter = new EventEmitter()
    const message = once<[number]>(emitter, 'message', { timeoutMs: 10, where: (length) => length > 1 })
    emitter.emit('message', 1)
    await expect(message).rejects.toThrow("waited 10 ms for the event 'message'; 1 other emissions of it")
  })
})
