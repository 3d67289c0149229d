/**
 * An exported room that a page of the window imports into a new one: `POST /imports/?nickname=alice` with the file's lines and the
 * tab's token. The answer is what came of it.
 */
import { roomName } from '../api/room-input.ts'
import { HostErrors } from '../errors.ts'
import { importLines } from '../services/import-lines.ts'
import type { Services } from '../services/services.ts'
import type { WindowFilesOptions } from './window-files.ts'
import { serveWindowPost } from './window-posts.ts'

export const IMPORTS_PATH = '/imports/'

export function serveWindowImports(services: Services, window: WindowFilesOptions) {
  return serveWindowPost(services, window, {
    failure: 'a room was not imported for a page',
    answer(request, query) {
      const { success, data } = roomName.optional().safeParse(query.get('nickname') ?? undefined)
      if (!success) throw HostErrors.INPUT_INVALID({ problems: 'this is no name to be called by' })
      const wish = { isDryRun: false, ...(data === undefined ? {} : { nickname: data }) }
      return importLines(services, request, wish)
    },
  })
}
