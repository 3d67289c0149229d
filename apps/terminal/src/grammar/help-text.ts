/** Help, from the table alone. */
import { GLOBAL_OPTIONS } from '../commands/global-options.ts'
import { type Command, isGroup, type Options } from './command.ts'
import type { Target } from './parse-line.ts'

/** Columns when it is not a terminal that reads. */
const DEFAULT_COLUMNS = 80
/** A column that is narrower is not wrapped: one word a line helps nobody. */
const MIN_COLUMNS = 32
/** Before a term, and between the longest term and what it means. */
const GAP = '  '

const HELP_ROW: Row = ['-h, --help', 'display help for command']
const VERSION_ROW: Row = ['-V, --version', 'print the version']

type Row = readonly [term: string, about: string]

export function helpText({ path, command }: Target, columns = DEFAULT_COLUMNS): string {
  const isRoot = path.length === 0
  const globals = [...optionRows(GLOBAL_OPTIONS), VERSION_ROW]
  const sections: [string, readonly Row[]][] = [
    ['Options:', [...optionRows(command.options), ...(isRoot ? globals : []), HELP_ROW]],
    ['Global Options:', isRoot ? [] : globals],
    ['Commands:', commandRows(command)],
  ]
  const width = Math.max(...sections.flatMap(([, rows]) => rows.map(([term]) => term.length)))
  const blocks = sections
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => [title, ...rows.map((row) => formatRow(row, width, columns))].join('\n'))
  const takes = isGroup(command) ? ['[command]'] : command.takes
  const usage = ['Usage: comice', ...path, '[options]', ...takes].join(' ')
  const after = command.after === '' ? [] : [command.after]
  return `${[usage, wrap(command.about, columns), ...blocks, ...after].join('\n\n')}\n`
}

function optionRows(options: Options): Row[] {
  return Object.entries(options).map(([name, { value, about, short }]) => [
    `${short === undefined ? '' : `-${short}, `}--${name}${value === null ? '' : ` ${value}`}`,
    about,
  ])
}

function commandRows({ commands }: Command): Row[] {
  if (commands === null) return []
  const rows = Object.entries(commands).map(([name, { takes, options, about }]): Row => {
    const isPlain = Object.keys(options).length === 0
    return [[name, ...(isPlain ? [] : ['[options]']), ...takes].join(' '), about]
  })
  const all: Row[] = [...rows, ['help [command]', 'display help for command']]
  return all.sort(([a], [b]) => (a < b ? -1 : 1))
}

function formatRow([term, about]: Row, width: number, columns: number): string {
  const indent = GAP + ' '.repeat(width) + GAP
  const wrapped = wrap(about, columns - indent.length).replaceAll('\n', `\n${indent}`)
  return GAP + term.padEnd(width) + GAP + wrapped
}

function wrap(text: string, columns: number): string {
  if (columns < MIN_COLUMNS) return text
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].join('\n')
}
