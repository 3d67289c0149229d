/** Names for services of this machine, which grants can name. A name alone allows nothing. */
import { useNode } from '@comice/client/react'
import type { MachinesView } from '@comice/host'
import { useState } from 'react'
import { AskInline } from '../ui/ask-inline.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { PlusIcon } from '../ui/icons.tsx'
import { useSubmit } from '../ui/use-submit.ts'

export function ExposedList({ exposed }: { exposed: MachinesView['exposed'] }) {
  const api = useNode()
  const [isAdding, setAdding] = useState(false)
  const remove = useSubmit(
    (gone: string) => api.remote.exposed.remove.mutate({ name: gone }),
    () => undefined,
  )
  return (
    <>
      <p className="text-sm text-soft">
        A name for an address, such as a web server that runs here. It allows nothing by itself: to whom it is
        open, grants say.
      </p>
      <ul className="mt-1 flex flex-col">
        {exposed.map((entry) => (
          <li
            key={entry.name}
            className="flex items-center gap-3 border-t border-line py-2 text-sm first:border-0"
          >
            <p className="min-w-0 flex-1 wrap-anywhere">
              <bdi className="font-medium">{entry.name}</bdi>{' '}
              <code className="font-mono text-xs text-soft">{entry.target}</code>
            </p>
            <Button look="danger" aria-label={`Remove ${entry.name}`} onPress={() => remove.run(entry.name)}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {remove.error !== null && <ErrorNote error={remove.error} />}
      {isAdding ? (
        <ExposeForm onClose={() => setAdding(false)} />
      ) : (
        <Button look="quiet" onPress={() => setAdding(true)} className="mt-1 -ml-3">
          <PlusIcon className="size-4.5" />
          Expose a service…
        </Button>
      )}
    </>
  )
}

function ExposeForm({ onClose }: { onClose: () => void }) {
  const api = useNode()
  const [name, setName] = useState('')
  const [target, setTarget] = useState('')
  return (
    <AskInline
      label="Expose a service"
      action="Expose"
      isDangerous={false}
      isReady={name.trim() !== '' && target.trim() !== ''}
      run={() => api.remote.exposed.add.mutate({ name: name.trim(), target: target.trim() })}
      onClose={onClose}
    >
      <Field label="Name" placeholder="web" value={name} onChange={setName} autoComplete="off" />
      <Field
        label="Address"
        placeholder="127.0.0.1:8080, or unix:/run/app.sock"
        value={target}
        onChange={setTarget}
        isCode
        autoComplete="off"
      />
    </AskInline>
  )
}
