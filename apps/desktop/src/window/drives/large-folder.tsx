/** A folder with more entries than anybody looks through: the first of them, and a field that finds the others. */
import type { ListedEntry } from '@comice/host'
import { useMemo, useState } from 'react'
import { MAX_ROWS } from '../constants.ts'
import { Field } from '../ui/field.tsx'
import { nameOf } from './drive-words.ts'

export interface ShownEntries {
  /** At most MAX_ROWS. */
  readonly shown: readonly ListedEntry[]
  /** How many fit what is looked for. */
  readonly found: number
  readonly wanted: string
  readonly setWanted: (wanted: string) => void
}

export function useShownEntries(entries: readonly ListedEntry[]): ShownEntries {
  const [wanted, setWanted] = useState('')
  const found = useMemo(() => {
    const part = wanted.trim().toLocaleLowerCase()
    if (part === '') return entries
    return entries.filter(({ path }) => nameOf(path).toLocaleLowerCase().includes(part))
  }, [entries, wanted])
  const shown = useMemo(() => found.slice(0, MAX_ROWS), [found])
  return { shown, found: found.length, wanted, setWanted }
}

interface FindFieldProps extends ShownEntries {
  readonly total: number
  /** Whether the folder has more than these. */
  readonly isCut: boolean
}

export function FindField({ shown, found, total, isCut, wanted, setWanted }: FindFieldProps) {
  return (
    <div className="px-1 pb-2">
      <Field
        label="Find in this folder"
        description={
          <span role="status">
            {found > shown.length ? 'The first ' : ''}
            {shown.length.toLocaleString()}
            {found === total ? '' : ` of ${found.toLocaleString()} that have it in their name,`} of{' '}
            {total.toLocaleString()} entries.
            {isCut && ' There are more: the command line lists them all.'}
          </span>
        }
        value={wanted}
        onChange={setWanted}
        autoComplete="off"
      />
    </div>
  )
}
