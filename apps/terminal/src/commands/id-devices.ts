/** `comice id devices|name|revoke|keep`: the devices that are you. */
import { subscribe } from '@comice/client'
import type { DeviceView, KeepState } from '@comice/host'
import type { Action } from '../grammar/command.ts'
import { formatTime } from '../output/format-time.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { shortKey } from '../output/short-key.ts'
import { withNode } from '../session/session.ts'

export const devices: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const { state, isAnchored, devices: all } = await api.devices.list.query(undefined, { signal })
    for (const device of all) output.result('device', device, formatDevice(device))
    if (state === 'joining') output.note('The other devices have not been heard of yet.')
    if (state === 'revoked') output.note('This device was revoked: it is none of yours any more.')
    if (state === 'member' && !isAnchored && all[0]?.hasPhrase === true)
      output.note(
        'Devices of before were not found yet: one of them, or a seeder that keeps them, must be online.',
      )
  })

export const rename: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const [name = ''] = line.args
    await api.devices.rename.mutate({ name }, { signal })
    output.result('name', { name }, `this device is called ${peerText(name)}`)
  })

export const revoke: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const { device, stillIn } = await api.devices.revoke.mutate({ device: line.args[0] ?? '' }, { signal })
    output.result('revoked', { device, stillIn }, `${peerText(device.name)} is none of your devices any more`)
    for (const { name, reason } of stillIn)
      output.note(`It is still in ${peerText(name)}: ${reason}.  comice room upgrade ${peerText(name)}`)
    if (device.hasPhrase)
      output.note(
        'The 24 words are kept there. Whoever gets them out of it is you: then make a new identity.',
      )
  })

export const keep: Action<{ on: string }> = (line) =>
  withNode(line, async ({ api, output, signal, timeoutMs }) => {
    const wish = { seeder: line.options.on, timeoutMs }
    for await (const progress of subscribe<typeof wish, KeepState>(api.devices.keep, wish, { signal })) {
      const { held, total, done } = progress
      const text = done ? `the seeder holds all ${total} cores` : `the seeder holds ${held} of ${total} cores`
      output.result('keep', progress, text)
    }
  })

/** `laptop  this device  ab12cd34…`; with `--json` the whole key. */
function formatDevice({ id, name, isThis, isOnline, lastWroteAt, hasPhrase, isRevoked }: DeviceView): string {
  const seen = lastWroteAt === null ? 'never heard of' : `last wrote ${formatTime(lastWroteAt)}`
  const now = isThis ? 'this device' : isOnline ? 'online' : seen
  const facts = [isRevoked ? paint('yellow', 'revoked') : now, ...(hasPhrase ? ['has the 24 words'] : [])]
  return `${paint('bold', peerText(name))}  ${facts.join(', ')}  ${paint('dim', shortKey(id))}`
}
