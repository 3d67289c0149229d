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
