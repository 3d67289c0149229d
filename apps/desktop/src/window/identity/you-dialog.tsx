/** Who one is to others, and how they make sure of it. */
import { useNode } from '@comice/client/react'
import type { IdentityView } from '@comice/host'
import { decodeKey, safetyNumber } from '@comice/protocol'
import { useState } from 'react'
import { QrCode } from '../dialogs/qr-code.tsx'
import { NoticeSettings } from '../notices/notice-settings.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useAnswer } from '../ui/use-answer.ts'
import { Digits } from './safety-number.tsx'

export function YouDialog({ onClose }: { onClose: () => void }) {
  const api = useNode()
  const { value: me, error } = useAnswer(() => api.id.show.query(), null)
  return (
    <Sheet title="You" placement="side" onClose={onClose}>
      {error !== null && <ErrorNote error={error} />}
      {me !== null && (
        <div className="flex flex-col gap-6">
          <Keys me={me} />
          <Compare me={me} />
          <NoticeSettings />
          <Secrets />
        </div>
      )}
    </Sheet>
  )
}

function Keys({ me: { identity, device, profile } }: { me: IdentityView }) {
  return (
    <section aria-label="Your keys" className="flex flex-col gap-3">
      <QrCode text={identity} label="Your identity as a QR code" />
      <dl className="flex flex-col gap-2 text-sm">
        <div>
          <dt className="font-medium">Identity</dt>
          <dd>
            <CopyText text={identity} label="Copy your identity" isWhole />
            <p className="text-soft">You, on all of your devices. It is no secret.</p>
          </dd>
        </div>
        <div>
          <dt className="font-medium">This device</dt>
          <dd>
            <CopyText text={device} label="Copy the key of this device" isWhole />
            <p className="text-soft">
              Profile <bdi className="text-ink">{profile}</bdi>. Your identity vouches for it.
            </p>
          </dd>
        </div>
      </dl>
    </section>
  )
}

function Compare({ me }: { me: IdentityView }) {
  const [text, setText] = useState('')
  const key = text.replaceAll(/\s+/gu, '')
  const number = key === '' ? null : numberWith(me, key)
  return (
    <section aria-label="Make sure of somebody" className="flex flex-col gap-3 border-t border-line pt-4">
      <Field
        label="Make sure of somebody"
        description="Paste their identity: you both see the same number when nobody stands between you."
        value={text}
        onChange={setText}
        error={number !== null && 'problem' in number ? number.problem : null}
        rows={2}
        isCode
        autoComplete="off"
      />
      <div role="status" className="empty:-mt-3">
        {number !== null && 'digits' in number && <Digits number={number.digits} />}
      </div>
      <p className="text-sm text-soft">
        Ask them for theirs by voice, or look at both screens. Only if all digits are the same, it is them.
      </p>
    </section>
  )
}

type Number = { readonly digits: string } | { readonly problem: string }

function numberWith({ identity }: IdentityView, key: string): Number {
  if (key === identity) return { problem: 'That is your own identity.' }
  try {
    return { digits: safetyNumber(decodeKey(identity), decodeKey(key)) }
  } catch {
    return { problem: 'That is no identity: it has 52 letters and digits.' }
  }
}

/** What a page is not given, and where it is. */
function Secrets() {
  return (
    <section aria-label="Keep yourself" className="border-t border-line pt-4 text-sm">
      <h3 className="font-medium">Keep yourself</h3>
      <p className="mt-1 text-soft">
        Your identity is in 24 words. A page is never given them, nor may it take a device along: do that in a
        terminal.
      </p>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {COMMANDS.map(([command, does]) => (
          <div key={command} className="contents">
            <dt>
              <code className="font-mono text-xs">{command}</code>
            </dt>
            <dd className="text-soft">{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const COMMANDS = [
  ['comice id phrase', 'shows the 24 words'],
  ['comice id link', 'takes another device along'],
  ['comice id backup', 'writes a file to keep'],
  ['comice id lock', 'puts a passphrase before it, or with --keychain the keychain'],
] as const
