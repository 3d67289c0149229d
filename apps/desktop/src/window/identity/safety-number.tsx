/** The number that two people see when nobody stands between them. */
import { useNode } from '@comice/client/react'
import { decodeKey, safetyNumber } from '@comice/protocol'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useAnswer } from '../ui/use-answer.ts'

interface SafetyNumberProps {
  /** Of the other person. */
  readonly identity: string
  readonly name: string
  readonly onClose: () => void
}

export function SafetyNumber({ identity, name, onClose }: SafetyNumberProps) {
  const api = useNode()
  const { value: me, error } = useAnswer(() => api.id.show.query(), identity)
  return (
    <div
      role="group"
      aria-label={`Safety number with ${name}`}
      className="rise mt-1 mb-2 flex flex-col gap-3 rounded-xl bg-shelf p-3 text-sm"
    >
      {error !== null && <ErrorNote error={error} />}
      {me !== null && <Digits number={safetyNumber(decodeKey(me.identity), decodeKey(identity))} />}
      <p className="text-soft">
        Let <bdi className="font-medium text-ink">{name}</bdi> read theirs out to you, or look at both
        screens. Only if all digits are the same, it is them, and nobody reads along.
      </p>
      <CopyText text={identity} label={`Copy the key of ${name}`} />
      <div className="flex justify-end">
        <Button autoFocus onPress={onClose}>
          Done
        </Button>
      </div>
    </div>
  )
}

/** In groups of five, four to a line: as one reads them out. */
export function Digits({ number }: { number: string }) {
  return (
    <p
      data-safety-number
      className="grid grid-cols-4 gap-x-2 gap-y-0.5 rounded-lg bg-paper px-3 py-2 text-center font-mono text-base tabular-nums select-all"
    >
      {number.split(' ').map((group, index) => (
        <span key={index}>{group} </span>
      ))}
    </p>
  )
}
