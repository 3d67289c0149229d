/**
 * Where packages stand in the drive: a tree of node_modules folders without links, in which Node finds for every
 * package what it found on the author's disk. As flat as that allows: each package stands as high as it can, under
 * the first of its name, so two that need the same version share it.
 */
import { PlatformErrors } from '../errors.ts'
import type { InstalledPackage } from './dependencies.ts'

/** A package in its place. */
export interface PlacedPackage {
  /** Relative to the app, with slashes: `node_modules/a/node_modules/b`. */
  readonly path: string
  readonly installed: InstalledPackage
}

interface Place {
  readonly path: string
  readonly installed: InstalledPackage
  readonly above: Place | null
  readonly below: Map<string, Place>
  /** Names that something in this place finds further up: nothing of that name may come between. */
  readonly passed: Set<string>
}

/**
 * All packages that `app` needs, in order of their paths. A package that no one place suits stands in several.
 *
 * @throws DEPENDENCY_CIRCLE: two packages in two versions each that need one another crosswise have no such tree at all,
 * it would nest for ever. pnpm's links can hold it; npm's folders cannot either.
 */
export function placeDependencies(app: InstalledPackage): PlacedPackage[] {
  const places: PlacedPackage[] = []
  const queue: Place[] = [createPlace('', app, null)]
  // Outer places first: what a package itself needs is placed before anything that stands inside of it.
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const [name, needed] of at.installed.needs) {
      const place = put(at, name, needed)
      if (place === null) continue
      places.push(place)
      queue.push(place)
    }
  }
  return places.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function createPlace(path: string, installed: InstalledPackage, above: Place | null): Place {
  return { path, installed, above, below: new Map(), passed: new Set() }
}

/** Makes `at` find `installed` under `name`. Null when it does already. */
function put(at: Place, name: string, installed: InstalledPackage): Place | null {
  let highest = at
  let isFree = true
  for (let level: Place | null = at; level !== null; level = level.above) {
    const there = level.below.get(name)
    if (there !== undefined) {
      if (there.installed !== installed) break
      pass(at, level, name)
      return null
    }
    isFree &&= !level.passed.has(name)
    if (isFree) highest = level
  }
  if (standsIn(highest, installed)) throw PlatformErrors.DEPENDENCY_CIRCLE({ name, inside: highest.path })
  pass(at, highest, name)
  const path = `${highest.path === '' ? '' : `${highest.path}/`}node_modules/${name}`
  const place = createPlace(path, installed, highest)
  highest.below.set(name, place)
  return place
}

/** Whether a package stands in itself, which repeats what is around the outer one. */
function standsIn(place: Place, installed: InstalledPackage): boolean {
  for (let at: Place | null = place; at !== null; at = at.above) if (at.installed === installed) return true
  return false
}

function pass(from: Place, to: Place, name: string): void {
  for (let level: Place | null = from; level !== null && level !== to; level = level.above)
    level.passed.add(name)
}
