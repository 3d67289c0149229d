/** Following what is sent and received by codes, and contents that come from a program or go to one. */
import { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Receive } from '@comice/drives'
import { z } from 'zod'
import { given } from '../api/given.ts'
import { sendOptions } from '../api/send-options.ts'
import { MAX_SENT_PIECE_BYTES, TELL_ALIVE_MS } from '../constants.ts'
import { type OfferView, offerView, type TransferView } from '../services/transfer-view.ts'
import {
  endWithFollower,
  followTransfer,
  resultOf,
  type TransferResult,
} from '../services/follow-transfer.ts'
import { localPath, timeoutMs } from './drive-inputs.ts'
import { type Job, readingWork, work } from './work.ts'

/** What is offered, all of its names. */
export interface OfferNews extends OfferView {
  readonly id: string
}

const named = z.object({ id: z.string().min(1).max(128) })
const streamed = z.object({ ...sendOptions, name: z.string().min(1).max(255).optional() })
const received = z.object({
  code: z.string().min(1).max(128),
  /** A folder; null: contents go to the program. */
  into: localPath.nullable(),
  isSure: z.boolean(),
  existing: z.enum(['refuse', 'rename', 'replace']).optional(),
  timeoutMs,
})

export const transferWorks = {
  /** Until it is over. Leaving changes nothing. */
  'transfers.watch': work<z.infer<typeof named>, never, TransferView, TransferResult>(
    named,
    async ({ id }, job) => {
      const { transfers } = job.services
      return followTransfer(await transfers.find(id), job, transfers)
    },
  ),

  /** What the program sends, as one file for one receiver. The item is how it can be had. It ends with the program. */
  'transfers.send-stream': readingWork<z.infer<typeof streamed>, TransferView, TransferView, TransferResult>(
    streamed,
    async ({ name, ...options }, job) => {
      const { transfers } = job.services
      const stream = Readable.from(job.contents, { objectMode: false, highWaterMark: MAX_SENT_PIECE_BYTES })
      const send = await transfers.send({ ...given({ name, ...options }), stream })
      const leave = () => void send.stop()
      job.signal.addEventListener('abort', leave, { once: true })
      // While nobody receives, nothing is read of the program, and only what is written finds out that it is gone.
      const alive = setInterval(() => job.onprogress(transfers.view(send)), TELL_ALIVE_MS)
      try {
        await job.item(transfers.view(send))
        return await followTransfer(send, job, transfers)
      } finally {
        clearInterval(alive)
        job.signal.removeEventListener('abort', leave)
      }
    },
  ),

  /** The item is the offer, for whoever is to say whether it is wanted. A transfer into a folder that was begun goes on without the program. */
  'transfers.receive': work<z.infer<typeof received>, OfferNews, TransferView, TransferResult>(
    received,
    async ({ code: text, into, timeoutMs: lookTimeoutMs, existing, isSure }, job) => {
      const { transfers } = job.services
      const { formatCode, parseCode } = await import('@comice/drives')
      const code = formatCode(parseCode(text))
      const before = into === null ? null : transfers.finished(code, into)
      if (before !== null) return resultOf(before.receive, await before.result)
      const stream = into === null ? outputOf(job) : null
      const target = stream === null ? { into: into ?? '' } : { stream }
      const options = given({ lookTimeoutMs, existing })
      const receive = await transfers.receive({ code, isSure, ...target, ...options })
      using _end = endWithFollower(receive, job.signal)
      using _offer = tellOffer(receive, job)
      const result = await followTransfer(receive, job, transfers)
      if (stream !== null) await finished(stream.end())
      return result
    },
  ),
}

/** Contents for the program, as fast as it takes them. */
function outputOf({ send }: Job<never, never>): Writable {
  return new Writable({
    highWaterMark: MAX_SENT_PIECE_BYTES,
    write: (bytes: Uint8Array, _encoding, done) => void send(bytes).then(() => done(), done),
  })
}

function tellOffer(receive: Receive, { item }: Job<OfferNews, TransferView>): Disposable {
  let isTold = false
  const look = () => {
    const { phase, offer } = receive.state
    if (isTold || phase !== 'deciding' || offer === null) return
    isTold = true
    item({ id: receive.id, ...offerView(offer) }).catch(() => undefined)
  }
  receive.on('change', look)
  look()
  return { [Symbol.dispose]: () => void receive.off('change', look) }
}
