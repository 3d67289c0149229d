/** What the faces see of a drive. */
import type { DriveInfo, SeedStatus } from '@comice/drives'
import { procedure } from './trpc.ts'

/** A drive as the faces show it. */
export type DriveView = Omit<DriveInfo, 'key' | 'seed'> & { readonly seed: SeedStatus | null }

export function driveView({ key: _key, ...view }: DriveInfo): DriveView {
  return view
}

/** Tells those who watch the list, and holds or lets go the node. */
export const changing = procedure.use(async ({ ctx, next }) => {
  const result = await next()
  ctx.services.drives.changed()
  return result
})
