/** A drive for browsers on this machine. */
import { z } from 'zod'
import { startDriveServer } from '../server/drive-server.ts'
import { place, reach, timeoutMs } from './drive-inputs.ts'
import { work } from './work.ts'

const served = z.object({
  place,
  port: z.number().int().min(0).max(65_535).optional(),
  timeoutMs,
})

/** Until the program leaves. The item is where it is. */
export const serveWork = work<z.infer<typeof served>, { url: string; port: number }, never, null>(
  served,
  async ({ place: text, port = 0, ...input }, job) => {
    const drives = await job.services.drives.open()
    const { parseDrivePlace } = await import('@comice/drives')
    const place = parseDrivePlace(text)
    // Its peers stay at hand, so that no request waits for them.
    await using _held = await drives.versions.hold(place, reach(input, job))
    const server = await startDriveServer(drives, place, port)
    try {
      await job.item({ url: server.url, port: server.port })
      await new Promise<void>((resolve) =>
        job.signal.addEventListener('abort', () => resolve(), { once: true }),
      )
    } finally {
      await server.close()
    }
    return null
  },
)
