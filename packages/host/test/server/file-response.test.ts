/** Answers to whoever goes before they are complete. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { sendPieces } from '../../src/server/file-response.ts'

/** Pieces without an end, each of which fills what a socket holds; says when nobody wants more of them. */
async function* endless(onend: () => void): AsyncGenerator<Uint8Array> {
  try {
    for (;;) yield await Promise.resolve(new Uint8Array(1 << 20))
  } finally {
    onend()
  }
}

/** Sends pieces to one who asks and goes; `until` is when the sending begins. */
async function sendToOneWhoGoes(until: (response: ServerResponse) => Promise<unknown>): Promise<boolean> {
  let isEnded = false
  const sent = Promise.withResolvers<void>()
  const server = createServer((_request, response) => {
    const send = async () => {
      await until(response)
      await sendPieces(
        endless(() => (isEnded = true)),
        response,
      )
    }
    void send().then(sent.resolve, sent.reject)
  })
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    await once(socket, 'connect')
    const isAsked = once(server, 'request')
    socket.write('GET / HTTP/1.1\r\nHost: pears\r\n\r\n')
    await isAsked
    socket.destroy()
    await sent.promise
    return isEnded
  } finally {
    server.close()
  }
}

test('one who goes in the middle is sent nothing more', async () => {
  expect(await sendToOneWhoGoes(() => Promise.resolve())).toBe(true)
})

test('one who is gone before the first piece is sent nothing', async () => {
  expect(await sendToOneWhoGoes((response) => once(response, 'close'))).toBe(true)
})
