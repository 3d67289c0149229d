/** What the user calls an app, here and in `comice run`. */
import { useNode } from '@comice/client/react'
import type { AppView } from '@comice/host'
import { useState } from 'react'
import { Form } from 'react-aria-components'
import { nameProblem } from '../dialogs/name-problem.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useSubmit } from '../ui/use-submit.ts'

export function AliasDialog({ app, onClose }: { app: AppView; onClose: () => void }) {
  const api = useNode()
  const [alias, setAlias] = useState(app.alias)
  const rename = useSubmit(() => api.apps.alias.mutate({ app: app.id, alias: alias.trim() }), onClose)
  const problem = nameProblem(alias)
  return (
    <Sheet title="What you call it" onClose={onClose}>
      <Form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (problem === null) rename.run(undefined)
        }}
      >
        <Field
          label="Name"
          description={
            <>
              Only you see it. <code className="font-mono">comice run</code> takes it too. Empty: what its
              author calls it.
            </>
          }
          value={alias}
          onChange={setAlias}
          error={problem}
          autoFocus
          autoComplete="off"
        />
        {rename.error !== null && <ErrorNote error={rename.error} />}
        <div className="flex justify-end gap-2 pt-1">
          <Button look="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button type="submit" look="primary" isDisabled={problem !== null} isBusy={rename.isRunning}>
            {rename.isRunning ? 'Saving…' : 'Save name'}
          </Button>
        </div>
      </Form>
    </Sheet>
  )
}
