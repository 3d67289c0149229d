/** Who made an app, what it may do and what holds it: then the user decides. */
import { toComiceError } from '@comice/client'
import type { RunQuestion } from '@comice/host'
import { useState } from 'react'
import { Form } from 'react-aria-components'
import { shortKey } from '../format/text.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { ShieldIcon, WarnIcon } from '../ui/icons.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { AppIcon } from './app-icon.tsx'

interface ConsentProps {
  readonly question: RunQuestion
  readonly isInstall: boolean
  readonly onAllow: (typed: string) => Promise<void>
  readonly onRefuse: () => void
}

export function Consent({ question, isInstall, onAllow, onRefuse }: ConsentProps) {
  const { app, words, added, reason, typed: wanted } = question
  const [typed, setTyped] = useState('')
  const allow = useSubmit(
    () => onAllow(typed).catch((error: unknown) => Promise.reject(toComiceError(error))),
    () => undefined,
  )
  const canAllow = wanted === null || typed.trim() === wanted
  const verb = isInstall ? 'Allow and install' : 'Allow and run'
  return (
    <Form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (canAllow) allow.run(undefined)
      }}
    >
      <Maker app={app} />
      {reason !== 'app' && <p className="rounded-xl bg-shelf px-3 py-2.5 text-sm">{WHY[reason]}</p>}
      <Words title="What it may do" words={words} added={new Set(added)} />
      <Held confinement={question.confinement} />
      {wanted !== null && (
        <Field
          label={`To go on, type its name: ${wanted}`}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
          autoFocus
        />
      )}
      {allow.error !== null && <ErrorNote error={allow.error} />}
      <div className="flex flex-wrap justify-end gap-2 pt-1">
        <Button look="quiet" onPress={onRefuse} autoFocus={wanted === null}>
          {isInstall ? 'Don’t install' : 'Not now'}
        </Button>
        <Button type="submit" look="primary" isDisabled={!canAllow} isBusy={allow.isRunning}>
          {verb}
        </Button>
      </div>
    </Form>
  )
}

const WHY: Readonly<Record<Exclude<RunQuestion['reason'], 'app'>, string>> = {
  author: 'Somebody else signs this app than before. If you did not expect that, do not run it.',
  permissions: 'This version asks for more than you allowed. If you refuse, the version before it runs on.',
  unconfined: 'Until now it ran inside a sandbox of the operating system.',
}

function Maker({ app }: { app: RunQuestion['app'] }) {
  return (
    <div className="flex items-start gap-3.5">
      <AppIcon id={app.id} name={app.name} version={app.version} className="size-14 text-lg" />
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere">
          <bdi className="font-medium">{app.name}</bdi> {app.version}
          {app.channel !== 'stable' && <span className="text-soft"> · {app.channel}</span>}
        </p>
        {app.author === null ? (
          <p className="flex items-center gap-1.5 text-sm text-russet">
            <WarnIcon className="size-4" />
            Nobody signed it: its author is not known.
          </p>
        ) : (
          <p className="flex items-center gap-1.5 text-sm text-soft">
            Signed by
            <Avatar name="" of={app.author} className="size-4 text-[0px]" />
            <code className="font-mono text-xs text-ink" title={app.author}>
              {shortKey(app.author)}
            </code>
          </p>
        )}
        {app.link !== null && (
          <p className="truncate font-mono text-xs text-soft" title={app.link}>
            {app.link}
          </p>
        )}
      </div>
    </div>
  )
}

interface WordsProps {
  readonly title: string
  readonly words: readonly string[]
  readonly added: ReadonlySet<string>
}

function Words({ title, words, added }: WordsProps) {
  return (
    <section aria-label={title}>
      <h3 className="text-sm font-medium">{title}</h3>
      <ul className="mt-1.5 flex flex-col gap-1.5">
        {words.map((sentence) => (
          <li key={sentence} className="flex gap-2.5 rounded-xl border border-line px-3 py-2 wrap-anywhere">
            <span className="min-w-0 flex-1">{sentence}</span>
            {added.has(sentence) && (
              <span className="h-fit shrink-0 rounded-full bg-tint px-2 py-0.5 text-xs font-medium text-tint-ink">
                New
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

const HELD: Readonly<Record<RunQuestion['confinement'], string>> = {
  confined: 'The operating system’s sandbox holds it to that.',
  'seat-belt':
    'There is no sandbox of the operating system here. It is not held against somebody who means harm.',
  full: 'It runs without any sandbox. Go on only if you would give its author your computer.',
}

function Held({ confinement }: { confinement: RunQuestion['confinement'] }) {
  const isHeld = confinement === 'confined'
  const Icon = isHeld ? ShieldIcon : WarnIcon
  return (
    <p
      className={`flex gap-2.5 rounded-xl px-3 py-2.5 text-sm ${isHeld ? 'bg-tint text-tint-ink' : 'bg-russet-tint font-medium text-russet'}`}
    >
      <Icon className="mt-0.5 size-4.5" />
      {HELD[confinement]}
    </p>
  )
}
