/** Tables for people, and the baseline file. */
import os from 'node:os'
import { rounded } from './figures.ts'
import type { Row } from './suite.ts'

/** A row as it is written down: with the ratios that count. */
export interface ReportedRow extends Row {
  /** Our median divided by each plain program's. */
  readonly ratios: Readonly<Record<string, number>>
  /** Our CPU time divided by each plain program's. */
  readonly cpuRatios: Readonly<Record<string, number>>
  readonly meetsAim: boolean | null
}

export interface SuiteReport {
  readonly suite: string
  readonly date: string
  readonly machine: string
  readonly rounds: number
  readonly smoke: boolean
  readonly rows: readonly ReportedRow[]
}

export function reportRow(row: Row): ReportedRow {
  const { comice, ...others } = row.sides
  const ratios: Record<string, number> = {}
  const cpuRatios: Record<string, number> = {}
  for (const [name, side] of Object.entries(others)) {
    if (comice === undefined) break
    if (side.median > 0) ratios[name] = rounded(comice.median / side.median)
    if (comice.cpuMs !== null && side.cpuMs) cpuRatios[name] = rounded(comice.cpuMs / side.cpuMs)
  }
  return { ...row, ratios, cpuRatios, meetsAim: meetsAim(row, ratios) }
}

function meetsAim({ aim, sides }: Row, ratios: Readonly<Record<string, number>>): boolean | null {
  const { comice, ...others } = sides
  if (aim === undefined || comice === undefined) return null
  const [ratio] = Object.values(ratios)
  const [plain] = Object.values(others)
  const isAtMost = (value: number | undefined, bound: number | undefined) =>
    value === undefined || bound === undefined || value <= bound
  const over = plain === undefined ? undefined : comice.median - plain.median
  const isThan = Object.entries(aim.than ?? {}).every(([name, bound]) => isAtMost(ratios[name], bound))
  return (
    isThan && isAtMost(ratio, aim.ratio) && isAtMost(over, aim.over) && isAtMost(comice.median, aim.median)
  )
}

/** What the figures depend on, without names or places. */
export function machineNote(): string {
  const gib = Math.round(os.totalmem() / 2 ** 30)
  const load = os.loadavg().map((value) => value.toFixed(1))
  const model = os.cpus()[0]?.model.trim() ?? 'unknown processor'
  return `${os.availableParallelism()} × ${model}, ${gib} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}, load ${load.join(' ')}`
}

/** Columns: measure, side, median, p95, min–max, CPU, our ratio to it. */
export function formatTable(report: SuiteReport): string {
  const lines: string[][] = [['', 'side', 'median', 'p95', 'min–max', 'CPU ms', 'comice ÷ it', 'CPU ÷']]
  for (const row of report.rows) {
    for (const [name, side] of Object.entries(row.sides)) {
      const isFirst = name === Object.keys(row.sides)[0]
      lines.push([
        isFirst ? `${row.measure}, ${row.unit}` : '',
        name,
        String(side.median),
        String(side.p95),
        `${side.min}–${side.max}`,
        side.cpuMs === null ? '' : String(side.cpuMs),
        name === 'comice' ? aimText(row) : text(row.ratios[name]),
        name === 'comice' ? '' : text(row.cpuRatios[name]),
      ])
    }
  }
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  const body = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return `\n${report.suite} (${report.rounds} rounds${report.smoke ? ', smoke' : ''})\n${body.join('\n')}\n`
}

function aimText({ aim, meetsAim }: ReportedRow): string {
  if (aim === undefined) return ''
  const parts = [
    ...(aim.ratio === undefined ? [] : [`≤ ${rounded(aim.ratio)} ×`]),
    ...(aim.over === undefined ? [] : [`≤ ${aim.over} more`]),
    ...(aim.median === undefined ? [] : [`≤ ${aim.median}`]),
    ...Object.entries(aim.than ?? {}).map(([name, bound]) => `≤ ${bound} × ${name}`),
  ]
  return `aim ${parts.join(', ')}: ${meetsAim === true ? 'met' : 'MISSED'}`
}

function text(ratio: number | undefined): string {
  return ratio === undefined ? '' : `${ratio} ×`
}
