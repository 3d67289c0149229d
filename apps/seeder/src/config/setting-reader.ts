/** Takes settings out of a parsed table, and remembers everything that is wrong with it. */

/** The value, or what was expected instead. */
export type Read<T> = (value: unknown) => { value: T } | { expected: string }

export class SettingReader {
  readonly #settings: Record<string, unknown>
  readonly #prefix: string
  readonly #known = new Set<string>()
  readonly #problems: string[] = []

  constructor(settings: Record<string, unknown>, prefix = '') {
    this.#settings = settings
    this.#prefix = prefix
  }

  take<T>(name: string, read: Read<T>): T | undefined {
    this.#known.add(name)
    const value = this.#settings[name]
    if (value === undefined) return undefined
    const result = read(value)
    if ('value' in result) return result.value
    this.#problems.push(`${this.#prefix}${name}: expected ${result.expected}, found ${kindOf(value)}`)
    return undefined
  }

  /** A table below this one; an empty one when it is absent. */
  table(name: string): SettingReader {
    const isTable: Read<Record<string, unknown>> = (value) =>
      kindOf(value) === 'a table' ? { value: value as Record<string, unknown> } : { expected: 'a table' }
    return new SettingReader(this.take(name, isTable) ?? {}, `${this.#prefix}${name}.`)
  }

  /** Call it last: settings that nobody took are problems too. */
  problems(): string[] {
    const unknown = Object.keys(this.#settings).filter((name) => !this.#known.has(name))
    const names = [...this.#known].join(', ')
    return [
      ...this.#problems,
      ...unknown.map((name) => `${this.#prefix}${name}: no such setting; there are ${names}`),
    ]
  }
}

export const readText: Read<string> = (value) =>
  typeof value === 'string' && value !== '' ? { value } : { expected: 'a text' }

export const readBoolean: Read<boolean> = (value) =>
  typeof value === 'boolean' ? { value } : { expected: 'true or false' }

export function readInteger(min: number, max: number): Read<number> {
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
      ? { value }
      : { expected: `a whole number from ${min} to ${max}` }
}

/** A list of texts that `decode` understands; it answers null for one that it does not. */
export function readList<T>(expected: string, decode: (text: string) => T | null | undefined): Read<T[]> {
  return (value) => {
    if (!Array.isArray(value)) return { expected }
    const decoded = value.map((text: unknown) => (typeof text === 'string' ? (decode(text) ?? null) : null))
    const wrong = decoded.indexOf(null)
    return wrong === -1 ? { value: decoded as T[] } : { expected: `${expected}; entry ${wrong + 1} is none` }
  }
}

function kindOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return 'a text'
  if (Array.isArray(value)) return 'a list'
  return value instanceof Date ? 'a date' : 'a table'
}
