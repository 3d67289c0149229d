import { optional } from '../grammar/command.ts'
import { PATHS } from '../grammar/value-kind.ts'

/** `--give` of the commands that run apps. */
export const GIVE = optional<readonly string[]>(
  '<path,…>',
  'files and folders that it may read; with :rw at the end, write',
  PATHS,
)
