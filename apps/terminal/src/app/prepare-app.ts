/** Has an app made ready by the node: shows how far it is, and asks what has to be asked. */
import { subscribe } from '@comice/client'
import type { CheckoutProgress, Give, Prepared, ReadyRun, RunRequest, WorkState } from '@comice/host'
import { TerminalErrors } from '../errors.ts'
import { peerText } from '../output/output.ts'
import type { Session } from '../session/session.ts'
import { askConsent, type ConsentOptions } from './ask-consent.ts'
import { checkoutText, createProgressLine } from '../output/progress-line.ts'

/** Null when it runs already and was told. @throws CONSENT_NEEDED, CONSENT_REFUSED, and what the node refuses */
export async function prepareApp(
  session: Session,
  request: RunRequest,
  consent: ConsentOptions,
): Promise<ReadyRun | null> {
  const { api, output, signal } = session
  for (let update = request.update; ;) {
    const wish = {
      ...request,
      args: [...(request.args ?? [])],
      give: request.give === undefined ? undefined : [...request.give],
      update,
    }
    const prepared = (await api.apps.prepareAtHand.mutate(wish)) ?? (await fetchApp(session, wish))
    if (prepared.kind === 'ready') return prepared.run
    if (prepared.kind === 'running') {
      const { id, app } = prepared
      // Started once more, it opens another page.
      if (app.type === 'window') return { id, app, ticket: '', spec: null }
      output.note(`${peerText(prepared.app.name)} runs already.`)
      return null
    }
    const { questionId, question } = prepared
    const answer = await askConsent(question, consent, { output, signal })
    if (answer.allowed) {
      await api.apps.allow.mutate({ questionId, typed: answer.typed })
      continue
    }
    const { hasEarlier } = await api.apps.refuse.mutate({ questionId })
    if (!hasEarlier) throw TerminalErrors.CONSENT_REFUSED({ app: question.app.name })
    output.note('The version before it runs instead.')
    update = false
  }
}

type Wish = RunRequest & { readonly args: string[]; readonly give?: Give[] | undefined }

/** Shows how far it is while the node fetches and verifies. @throws what the node refuses */
export async function fetchApp(
  { api, signal }: Pick<Session, 'api' | 'signal'>,
  wish: Wish,
): Promise<Prepared> {
  using line = createProgressLine(process.stderr)
  const states = subscribe<Wish, WorkState<CheckoutProgress, Prepared>>(api.apps.prepare, wish, {
    signal,
  })
  for await (const state of states) {
    if (state.kind === 'done') return state.value
    if (state.progress !== null) line.show(checkoutText(state.progress))
  }
  throw TerminalErrors.APP_NOT_SERVED({ reason: 'it ended before the app was ready' })
}
