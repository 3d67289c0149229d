import { foldName, type NameRules } from './safe-path.ts'

/** A folder of the path that was claimed last, and the names in it. */
interface OpenFolder {
  readonly name: string
  readonly taken: Map<string, { readonly name: string; readonly isFolder: boolean }>
}

/**
 * The names of a tree as a file system sees them, in the memory of the folders above one path: paths come in the order
 * of trees, in which all of a folder comes together.
 */
export class SiblingNames {
  readonly #rules: NameRules
  readonly #open: OpenFolder[] = [{ name: '', taken: new Map() }]

  constructor(rules: NameRules) {
    this.#rules = rules
  }

  /** Takes a safe path in, unless it clashes with one before it. */
  claim(path: string, isFolder = false): boolean {
    const names = path.slice(1).split('/')
    for (const [at, name] of names.entries()) {
      const isLast = at === names.length - 1
      if (!this.#take(at, name, !isLast || isFolder)) return false
      if (isLast) return true
      if (this.#open[at + 1]?.name === name) continue
      this.#open.length = at + 1
      this.#open.push({ name, taken: new Map() })
    }
    return true
  }

  #take(depth: number, name: string, isFolder: boolean): boolean {
    const taken = this.#open[depth]?.taken
    const folded = this.#rules === 'portable' ? foldName(name) : name
    const known = taken?.get(folded)
    if (known !== undefined) return known.name === name && known.isFolder && isFolder
    taken?.set(folded, { name, isFolder })
    return true
  }
}
