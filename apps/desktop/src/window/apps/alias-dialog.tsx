/** What the user calls an app, here and in `comice run`. */
import { useNode } from '@comice/client/react'
import type { AppView } from '@comice/host'
import { useState } from 'react'
import { nameProblem } from '../dialogs/name-problem.ts'
import { Field } from '../ui/field.tsx'
import { FormSheet } from '../ui/form-sheet.tsx'
import { useSubmit } from '../ui/use-submit.ts'

export function AliasDialog({ app, onClose }: { app: AppView; onClose: () => void }) {
  const api = useNode()
  const [alias, setAlias] = useState(app.alias)
  const rename = useSubmit(() => api.apps.alias.mutate({ app: app.id, alias: alias.trim() }), onClose)
  const problem = nameProblem(alias)
  return (
    <FormSheet
      title="What you call it"
      submit={rename}
      isReady={problem === null}
      action="Save name"
      doing="Saving…"
      onClose={onClose}
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
    </FormSheet>
  )
}
