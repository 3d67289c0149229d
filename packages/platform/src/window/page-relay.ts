/** One page's WebSocket and its channel to the backend: checks who it is, then hands messages through, unread. */
import {
  decodePageHello,
  encodePageWelcome,
  MAX_PAGE_MESSAGE_BYTES,
  PAGE_CLOSE,
  PAGE_VERSION,
  type PageBackend,
  type PageChannel,
} from '@comice/runtime/page'
import type { RawData, WebSocket } from 'ws'
import { PAGE_BACKEND_MS, PAGE_HELLO_MS, PAGE_UNSENT_BYTES } from '../constants.ts'

/** Close codes of RFC 6455 after which a page tries again. */
const RESTARTING = 1012
const TRY_LATER = 1013

export interface RelayOptions {
  readonly isTokenValid: (token: string) => boolean
  readonly backend: PageBackend
  /** Of the app's files that the window serves now. */
  readonly version: string
  /** The page is told to come back. */
  readonly onaway: () => void
}

/** Resolves when the page is gone. Never rejects. */
export async function relayPage(socket: WebSocket, options: RelayOptions): Promise<void> {
  const gone = new AbortController()
  socket.once('close', () => gone.abort())
  // ws emits what a page does wrong before it closes the socket.
  socket.on('error', () => undefined)
  const refusal = refusalOf(await firstMessage(socket, gone.signal), options)
  if (gone.signal.aborted) return
  if (refusal !== null) return close(socket, refusal)
  // What a page sends before it is welcome waits in the socket.
  socket.pause()
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(PAGE_BACKEND_MS)])
  const channel = await options.backend.open(signal).catch(() => null)
  if (channel === null) return closeAway(socket, TRY_LATER, options)
  if (gone.signal.aborted) return channel.close()
  socket.once('close', () => channel.close())
  handIn(socket, channel)
  socket.send(encodePageWelcome(options.version))
  await handOut(socket, channel)
  await closeAway(socket, RESTARTING, options)
}

/** Tells a page whose backend is away to try again, or that there is nothing to wait for. */
async function closeAway(socket: WebSocket, away: number, { backend, onaway }: RelayOptions): Promise<void> {
  const isOver = (await backend.comesBack?.()) === false
  // It may have gone by itself, or been told of the end.
  if (socket.readyState === socket.OPEN && !isOver) onaway()
  close(socket, isOver ? PAGE_CLOSE.ended : away)
}

interface FirstMessage {
  readonly data: RawData
  readonly isBinary: boolean
}

/** Null when it does not come in time. */
function firstMessage(socket: WebSocket, gone: AbortSignal): Promise<FirstMessage | null> {
  return new Promise((resolve) => {
    const end = (message: FirstMessage | null) => {
      clearTimeout(timer)
      resolve(message)
    }
    const timer = setTimeout(end, PAGE_HELLO_MS, null)
    gone.addEventListener('abort', () => end(null), { once: true })
    socket.once('message', (data, isBinary) => end({ data, isBinary }))
  })
}

function refusalOf(message: FirstMessage | null, { isTokenValid }: RelayOptions): number | null {
  const text = message === null || message.isBinary ? '' : toBytes(message.data).toString('utf8')
  const hello = decodePageHello(text)
  if (hello === null) return PAGE_CLOSE.malformed
  if (hello.comice !== PAGE_VERSION) return PAGE_CLOSE.otherVersion
  return isTokenValid(hello.token) ? null : PAGE_CLOSE.tokenRefused
}

/** From the page to its backend; the socket is not read while the backend is busy. */
function handIn(socket: WebSocket, channel: PageChannel): void {
  let underWay = 0
  socket.on('message', (data: RawData, isBinary) => {
    if (!isBinary) return close(socket, PAGE_CLOSE.malformed)
    underWay += 1
    socket.pause()
    channel.send(toBytes(data)).then(
      () => {
        underWay -= 1
        if (underWay === 0) socket.resume()
      },
      // What comes of it for the page is said where its channel ends.
      () => channel.close(),
    )
  })
  socket.resume()
}

/** From the backend to its page; the backend is not read while the page has much before it. */
async function handOut(socket: WebSocket, channel: PageChannel): Promise<void> {
  try {
    for await (const message of channel.messages) {
      if (message.byteLength > MAX_PAGE_MESSAGE_BYTES) return close(socket, PAGE_CLOSE.malformed)
      const sent = new Promise<void>((resolve) => socket.send(message, () => resolve()))
      if (socket.bufferedAmount > PAGE_UNSENT_BYTES) await sent
    }
  } catch {
    // The channel broke, which is an end as well.
  } finally {
    channel.close()
  }
}

function close(socket: WebSocket, code: number): void {
  // A paused socket would not see the page's answer.
  socket.resume()
  socket.close(code)
}

function toBytes(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}
