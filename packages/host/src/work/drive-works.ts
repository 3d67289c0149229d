/** What takes long, or says much, about drives. */
import { changingWorks } from './changing-works.ts'
import { mirrorWorks } from './mirror-works.ts'
import { readingWorks } from './reading-works.ts'
import { serveWork } from './serve-work.ts'
import { upkeepWorks } from './upkeep-works.ts'
import { watchWork } from './watch-work.ts'

export const driveWorks = {
  ...readingWorks,
  ...changingWorks,
  ...mirrorWorks,
  ...upkeepWorks,
  'drives.watch': watchWork,
  'drives.serve': serveWork,
}
