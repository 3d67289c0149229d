import { extname } from 'node:path'
import type { PickedFile, PickWish } from '../broker/broker-contract.ts'
import { PlatformErrors } from '../errors.ts'
import type { Run } from './active-runs.ts'

/**
 * What the user gave at the start and the app has not been told of yet, as far as it fits; then the user is asked.
 * @throws UNAVAILABLE when nobody can be asked
 */
export async function pickFiles(run: Run, wish: PickWish): Promise<PickedFile[]> {
  const given = takeGiven(run.unpicked, wish)
  if (given.length > 0) return given.map((path) => ({ path, isVisible: true }))
  const paths = await run.holder.ask(wish)
  if (paths === null) throw PlatformErrors.UNAVAILABLE({ what: 'asking for files' })
  return paths.slice(0, wish.multiple ? paths.length : 1).map((path) => ({ path, isVisible: false }))
}

function takeGiven(unpicked: string[], { multiple, extensions }: PickWish): string[] {
  const fits = (path: string) =>
    extensions.length === 0 || extensions.includes(extname(path).slice(1).toLowerCase())
  const fitting = unpicked.filter(fits)
  const taken = multiple ? fitting : fitting.slice(0, 1)
  for (const path of taken) unpicked.splice(unpicked.indexOf(path), 1)
  return taken
}
