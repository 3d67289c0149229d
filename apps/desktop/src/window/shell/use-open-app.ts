/** Which app is looked at, and apps that are being opened. */
import { useApps } from '@comice/client/react'
import type { AppView } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useCallback, useEffect, useState } from 'react'
import { type Opening, type OpeningStage, useOpening } from '../apps/use-opening.ts'
import { lastApp, rememberApp, takeWantedLink } from '../session/session.ts'

export interface OpenApp {
  /** Null until the node has sent them. */
  readonly apps: readonly AppView[] | null
  readonly error: ComiceError | null
  readonly app: AppView | null
  readonly opening: Opening
  readonly stage: OpeningStage
  /** Whether a link is asked for. */
  readonly isAsking: boolean
  readonly select: (app: string | null) => void
  readonly ask: (isAsking: boolean) => void
  readonly run: (app: AppView) => void
}

/** `isWanted`: whether the window shows apps, or has. */
export function useOpenApp(isWanted: boolean): OpenApp {
  const { value, error } = useApps(isWanted)
  const [wanted, setWanted] = useState(lastApp)
  const [isAsking, ask] = useState(false)
  const select = useCallback((id: string | null) => {
    rememberApp(id)
    setWanted(id)
  }, [])
  const [opening, stage] = useOpening((id) => {
    ask(false)
    select(id)
  })
  useWantedLink(value, opening)
  // What the user has not decided about is here, but is none of his apps.
  const undecided = stage.kind === 'question' && !stage.wish.isKnown ? stage.question.app.id : null
  const apps = value?.filter(({ id }) => id !== undecided) ?? null
  return {
    ...{ apps, error, opening, stage, isAsking, select, ask },
    app: apps?.find(({ id }) => id === wanted) ?? null,
    run: ({ id }) => opening.start({ target: id, isInstall: false, isKnown: true }),
  }
}

/** Opens the link that the window was opened by, as soon as it is known which apps there are. */
function useWantedLink(apps: readonly AppView[] | null, opening: Opening): void {
  useEffect(() => {
    const target = apps === null ? null : takeWantedLink()
    if (apps === null || target === null) return
    opening.start({ target, isInstall: false, isKnown: apps.some(({ id }) => target.includes(id)) })
  }, [apps, opening])
}
