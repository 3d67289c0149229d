/** The screen in Ink: rooms beside a room, or one of them where it is narrow. */
import { Box, Text, useStdout } from 'ink'
import { createElement as h, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { TUI_SIDEBAR_COLUMNS, TUI_WIDE_COLUMNS } from '../constants.ts'
import { paint } from '../output/paint.ts'
import { roomLines } from './room-lines.ts'
import { sidebarLines } from './sidebar-lines.ts'
import type { TuiModel } from './tui-model.ts'

export function Screen({ model }: { model: TuiModel }): ReactNode {
  const state = useSyncExternalStore(model.subscribe, model.snapshot)
  const { columns, rows } = useTerminalSize()
  const hidden = useRef(0)
  const isWide = columns >= TUI_WIDE_COLUMNS
  const side = isWide ? TUI_SIDEBAR_COLUMNS : columns
  const isListAlone = !isWide && state.focus === 'rooms' && state.overlay === null
  const width = isWide ? columns - side - 1 : columns
  const room = roomLines(state, { columns: width, rows, hidden: hidden.current })
  useEffect(() => {
    hidden.current = room.hidden
    model.scrollBack(room.end)
  })
  const list = column('rooms', side, sidebarLines(state, side, rows))
  if (isListAlone) return h(Box, { height: rows }, list)
  const main = column('room', width, room.lines)
  if (!isWide) return h(Box, { height: rows }, main)
  const border = Array.from({ length: rows }, () => paint('dim', '│'))
  return h(Box, { height: rows }, list, column('border', 1, border), main)
}

function column(key: string, width: number, lines: readonly string[]): ReactNode {
  const rows = lines.map((line, at) => h(Text, { key: at, wrap: 'truncate-end' }, line === '' ? ' ' : line))
  return h(Box, { key, width, flexShrink: 0, flexDirection: 'column', overflow: 'hidden' }, ...rows)
}

interface Size {
  readonly columns: number
  readonly rows: number
}

/** One row less than there are: Ink clears all of the screen, which flickers, when it fills it. */
function sizeOf(stdout: NodeJS.WriteStream): Size {
  return { columns: Math.max(20, stdout.columns), rows: Math.max(8, stdout.rows - 1) }
}

function useTerminalSize(): Size {
  const { stdout } = useStdout()
  const [size, setSize] = useState(() => sizeOf(stdout))
  useEffect(() => {
    const resized = () => setSize(sizeOf(stdout))
    stdout.on('resize', resized)
    return () => void stdout.off('resize', resized)
  }, [stdout])
  return size
}
