/**
 * Files that a page of the window has sent by a code: `POST /sends/?receivers=1&expiresInMs=3600000` with a tar archive and the
 * tab's token. The answer is the transfer, with its code.
 */
import { z } from 'zod'
import { given } from '../api/given.ts'
import { HostErrors } from '../errors.ts'
import type { Services } from '../services/services.ts'
import type { TransferView } from '../services/transfer-view.ts'
import type { WindowFilesOptions } from './window-files.ts'
import { serveWindowPost } from './window-posts.ts'

export const SENDS_PATH = '/sends/'

/** What the page gets. */
export interface PageSend {
  readonly transfer: TransferView
  /** Files that were left out because of their names. */
  readonly refusedCount: number
}

const options = z.object({
  receivers: z.coerce.number().int().min(1).max(16).optional(),
  expiresInMs: z.coerce.number().int().min(1).optional(),
})

export function serveWindowSends(services: Services, window: WindowFilesOptions) {
  return serveWindowPost(services, window, {
    failure: 'files of a page were not sent',
    async answer(request, query): Promise<PageSend> {
      const { success, data } = options.safeParse(Object.fromEntries(query))
      if (!success) throw HostErrors.INPUT_INVALID({ problems: 'these are no options of a send' })
      const { transfers } = services
      const { send, refusedCount } = await transfers.sendArchive(request, given(data))
      return { transfer: transfers.view(send), refusedCount }
    },
  })
}
