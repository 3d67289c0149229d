/** What forwards lead to: an HTTP server that answers `GET /<n>` with n bytes, and `GET /written` with how many bytes it has got rid of. Prints its port. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

const CHUNK = Buffer.alloc(64 * 1024, 7)

let last: Socket | null = null

const server = createServer((request, response) => {
  const path = request.url?.slice(1) ?? ''
  if (path === 'written') {
    response.end(String(last === null ? 0 : last.bytesWritten - last.writableLength))
    return
  }
  const bytes = Number(path)
  response.setHeader('content-length', bytes)
  // Small answers are what the row of many requests asks for; a large one is watched.
  if (bytes > CHUNK.byteLength) last = request.socket
  pour(response, bytes)
})

function pour(response: ServerResponse, bytes: number): void {
  let left = bytes
  const fill = () => {
    while (left > 0) {
      const piece = CHUNK.subarray(0, left)
      left -= piece.byteLength
      if (!response.write(piece)) return void response.once('drain', fill)
    }
    response.end()
  }
  fill()
}

server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
process.once('disconnect', () => process.exit(0))
