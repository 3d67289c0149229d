/** What a suite is given, and what it gives back. */
import type { Figures } from './figures.ts'

export type Unit = 'ms' | 'kB' | 'MiB' | 'messages/s'

/** An aim of the project, see docs/decisions/0060-performance-findings.md. */
export interface Aim {
  /** Ours divided by the first plain program's median, at most. */
  readonly ratio?: number
  /** Our median less the first plain program's, at most, in the row's unit. */
  readonly over?: number
  /** Our median, at most, in the row's unit. */
  readonly median?: number
  /** Ours divided by the median of the side of that name, at most. A side that was not measured asks for nothing. */
  readonly than?: Readonly<Record<string, number>>
}

/** One measure at every side. */
export interface Row {
  readonly measure: string
  readonly unit: Unit
  /** By name. `comice` is ours; the first other is the plain program that ratios are taken with. */
  readonly sides: Readonly<Record<string, Figures>>
  readonly aim?: Aim
}

export interface Run {
  /** The size that CI runs: it shows that the suite works, not how fast anything is. */
  readonly isSmoke: boolean
  /** Of whatever a suite repeats. */
  readonly rounds: number
  /** Everything that the suite makes goes below it. */
  readonly dir: string
  /** What the suite does now, for who waits. */
  readonly log: (text: string) => void
}

export interface Suite {
  readonly name: string
  /** When none is asked for. */
  readonly rounds: number
  readonly run: (run: Run) => Promise<Row[]>
}
