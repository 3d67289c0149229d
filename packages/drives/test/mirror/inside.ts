import { resolveLink } from '../../src/names/safe-path.ts'
import { comparePaths } from '../../src/tree/tree.ts'

/** A tree without the links that leave it. */
export function inside(tree: Record<string, string>): { tree: Record<string, string>; leaving: string[] } {
  const leaves = ([path, facts]: [string, string]) =>
    facts.startsWith('-> ') && resolveLink(path, facts.slice(3)) === null
  const leaving = Object.entries(tree).filter(leaves)
  return {
    tree: Object.fromEntries(Object.entries(tree).filter((entry) => !leaves(entry))),
    leaving: leaving.map(([path]) => path).sort(comparePaths),
  }
}

/** A target without what stands, from before, where its source has a link that leaves it: that is not taken for gone. */
export function withoutKept(
  tree: Record<string, string>,
  leaving: readonly string[],
): Record<string, string> {
  const isKept = (path: string) => leaving.some((place) => path === place || path.startsWith(`${place}/`))
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !isKept(path)))
}
