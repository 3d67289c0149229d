/** Asks for a code, and where what is sent under it is to go. */
import { useNode } from '@comice/client/react'
import type { ReceivingPlace } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useEffect, useState } from 'react'
import { Form } from 'react-aria-components'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'

export interface ReceiveWish {
  readonly code: string
  readonly place: ReceivingPlace['id']
}

interface ReceiveFormProps {
  /** As it was before something went wrong. */
  readonly wish: ReceiveWish
  readonly error: ComiceError | null
  readonly onChange: (wish: ReceiveWish) => void
  readonly onSubmit: () => void
  readonly onClose: () => void
}

export function ReceiveForm({ wish, error, onChange, onSubmit, onClose }: ReceiveFormProps) {
  const { code, place } = wish
  const places = usePlaces()
  return (
    <Form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <Field
        label="Code"
        description="A number and three words, as you were told: 4821 pear orbit lamp."
        value={code}
        onChange={(typed) => onChange({ ...wish, code: typed })}
        autoFocus
        autoComplete="off"
        maxLength={100}
      />
      {places.length > 1 && (
        <Choice
          label="Where to"
          value={place}
          onChange={(chosen) => onChange({ ...wish, place: chosen })}
          options={places.map(({ id }) => ({ value: id, label: PLACE_NAMES[id] }))}
        />
      )}
      <p className="text-sm text-soft">
        You see what it is before anything is written. It comes to{' '}
        <bdi className="wrap-anywhere">{places.find(({ id }) => id === place)?.path ?? '…'}</bdi>, and never
        over something that is there.
      </p>
      {error !== null && <ErrorNote error={error} />}
      <div className="flex justify-end gap-2 pt-1">
        <Button look="quiet" onPress={onClose}>
          Cancel
        </Button>
        <Button type="submit" look="primary" isDisabled={code.trim() === ''}>
          Look
        </Button>
      </div>
    </Form>
  )
}

const PLACE_NAMES: Record<ReceivingPlace['id'], string> = {
  downloads: 'Downloads',
  desktop: 'Desktop',
  documents: 'Documents',
}

function usePlaces(): readonly ReceivingPlace[] {
  const api = useNode()
  const [places, setPlaces] = useState<readonly ReceivingPlace[]>([])
  useEffect(() => {
    const leaving = new AbortController()
    api.transfers.places.query(undefined, { signal: leaving.signal }).then(setPlaces, () => undefined)
    return () => leaving.abort()
  }, [api])
  return places
}
