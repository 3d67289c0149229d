/** Leads to what was said on a day, in one room. */
import { useNode } from '@comice/client/react'
import { useState } from 'react'
import { Form, Input, Label, TextField } from 'react-aria-components'
import type { Place } from '../conversation/room-context.ts'
import { dayFromField, fieldFromDay } from '../format/day-field.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useSubmit } from '../ui/use-submit.ts'

interface DayFormProps {
  /** Id of the room. */
  readonly room: string
  /** Of the field. */
  readonly label?: string
  readonly autoFocus?: boolean
  readonly onGo: (place: Place) => void
}

export function DayForm({ room, label = 'Day', autoFocus = false, onGo }: DayFormProps) {
  const api = useNode()
  const [today] = useState(() => fieldFromDay(Date.now()))
  const [typed, setTyped] = useState('')
  const [isNothing, setNothing] = useState(false)
  const day = dayFromField(typed)
  const looking = useSubmit(
    (at: number) => api.rooms.past.at.query({ room, at, limit: 1 }),
    ({ messages: [first] }) => {
      if (first === undefined) setNothing(true)
      else onGo(first)
    },
  )
  const go = (at: number) => {
    setNothing(false)
    looking.run(at)
  }
  return (
    <Form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (day !== null) go(day)
      }}
    >
      <div className="flex items-end gap-2">
        <TextField
          value={typed}
          onChange={setTyped}
          autoFocus={autoFocus}
          className="flex min-w-0 flex-1 flex-col gap-1.5"
        >
          <Label className="text-sm font-medium">{label}</Label>
          <Input
            type="date"
            max={today}
            className="touch w-full rounded-xl border border-edge bg-paper px-3 outline-none data-[focused]:border-accent data-[focused]:ring-2 data-[focused]:ring-accent/40"
          />
        </TextField>
        <Button type="submit" look="primary" isDisabled={day === null} isBusy={looking.isRunning}>
          Go there
        </Button>
      </div>
      <NearDays onGo={go} />
      <p role="status" className="text-sm text-soft empty:-mt-2">
        {isNothing && 'Nothing was said on that day, or after it.'}
      </p>
      {looking.error !== null && <ErrorNote error={looking.error} />}
    </Form>
  )
}

function NearDays({ onGo }: { readonly onGo: (at: number) => void }) {
  return (
    <div className="-mx-2 flex flex-wrap gap-1">
      {NEAR.map(({ text, days }) => (
        <Button
          key={text}
          look="quiet"
          onPress={() => onGo(days === null ? 0 : daysAgo(days))}
          className="[&]:px-2"
        >
          {text}
        </Button>
      ))}
    </div>
  )
}

/** Null: from the first message on. */
const NEAR = [
  { text: 'A week ago', days: 7 },
  { text: 'A month ago', days: 30 },
  { text: 'The beginning', days: null },
] as const

function daysAgo(days: number): number {
  const day = new Date()
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - days).getTime()
}
