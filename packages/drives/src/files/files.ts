import type { DriveContext } from '../place/open-place.ts'
export interface Files {
  readonly context: DriveContext
}
export function createFiles(context: DriveContext): Files {
  return { context }
}
