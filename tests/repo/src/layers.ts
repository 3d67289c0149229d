/**
 * The layers of ARCHITECTURE.md, lowest first. A package may import any layer below its own and nothing beside or
 * above it. `holepunch-types` describes other people's modules, so it is below everything.
 */
const LAYERS: readonly (readonly string[])[] = [
  ['holepunch-types'],
  ['protocol', 'testkit'],
  ['runtime'],
  ['storage'],
  ['core'],
  ['drives', 'home', 'keep'],
  ['rooms', 'calls', 'remote', 'platform'],
  ['host'],
  ['client'],
  ['desktop', 'terminal', 'seeder'],
]

/** The faces: programs that nothing imports. */
export const APPS: readonly string[] = LAYERS.at(-1) ?? []

/** Height of a package's layer; undefined for a package that has no place yet. */
export function layerOf(name: string): number | undefined {
  const height = LAYERS.findIndex((layer) => layer.includes(name))
  return height === -1 ? undefined : height
}

export function mayImport(from: string, to: string): boolean {
  const [above, below] = [layerOf(from), layerOf(to)]
  return above !== undefined && below !== undefined && below < above
}
