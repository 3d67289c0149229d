/** Lets a machine do something here. */
import { useNode } from '@comice/client/react'
import { useState } from 'react'
import { AskInline } from '../ui/ask-inline.tsx'
import { Choice } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Options } from '../ui/options.tsx'
import { Toggle } from '../ui/toggle.tsx'
import {
  CAPABILITIES,
  type Capability,
  givesAll,
  type Lasts,
  LASTS,
  permissionText,
} from './machine-words.ts'

interface GrantFormProps {
  /** Key of the device. */
  readonly device: string
  readonly name: string
  readonly onClose: () => void
}

const CHOICES = (Object.keys(CAPABILITIES) as Capability[]).map((value) => ({
  value,
  title: CAPABILITIES[value].title,
  text: CAPABILITIES[value].text,
}))

export function GrantForm({ device, name, onClose }: GrantFormProps) {
  const api = useNode()
  const [capability, setCapability] = useState<Capability>('exec')
  const [reach, setReach] = useState('')
  const [isReadOnly, setReadOnly] = useState(true)
  const [lasts, setLasts] = useState<Lasts>('day')
  const { scope } = CAPABILITIES[capability]
  const isReady = scope?.isNeeded !== true || reach.trim() !== ''
  const permitted = { capability, reach, isReadOnly }
  const isPowerful = givesAll(permitted)
  return (
    <AskInline
      label={`Let ${name} do something here`}
      action="Allow"
      isDangerous={isPowerful}
      isReady={isReady}
      run={() => {
        const ms = LASTS.find(({ value }) => value === lasts)?.ms ?? null
        return api.remote.grants.add.mutate({
          ...{ who: device, what: permissionText(permitted) },
          ...(ms === null ? {} : { until: Date.now() + ms }),
        })
      }}
      onClose={onClose}
    >
      <Options label="What it may use" value={capability} onChange={setCapability} options={CHOICES} />
      {scope !== null && (
        <Field
          label={scope.label}
          placeholder={scope.placeholder}
          value={reach}
          onChange={setReach}
          isCode
          autoComplete="off"
        />
      )}
      {capability === 'copy' && (
        <Toggle isOn={isReadOnly} onChange={setReadOnly}>
          Only to read
        </Toggle>
      )}
      <Choice label="For how long" value={lasts} onChange={setLasts} options={LASTS} />
      {isPowerful && (
        <p className="text-russet">
          Whoever sits at <bdi className="font-medium">{name}</bdi> can read and change all of your files
          here.
        </p>
      )}
    </AskInline>
  )
}
