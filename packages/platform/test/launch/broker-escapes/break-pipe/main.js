// Writes its own bytes to the node, where the runtime would write the protocol.
import fs from 'node:fs'
import { attempt, failure } from './attempt.js'

const PIPE = 3

await attempt('its own bytes', async () => {
  const bytes = fs.readFileSync(new URL('bytes', import.meta.url))
  for (let written = 0; written < bytes.length;) written += fs.writeSync(PIPE, bytes, written)
  const answer = Buffer.alloc(65_536)
  for (;;) {
    try {
      if (fs.readSync(PIPE, answer) === 0) throw failure('PIPE_ENDED')
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
})
process.exit()
