/** How drives look to people. Names of drives are our own rules'; paths in them are made harmless. */
import type { DriveView, LiveMirrorView } from '@comice/host'
import { byteSize } from './byte-size.ts'
import { plural } from './format.ts'
import { peerText } from './output.ts'
import { paint } from './paint.ts'
import { shortKey } from './short-key.ts'

/** `pears  yours, encrypted, seeded  12 kB  ab12cd34`. */
export function formatDrive(drive: DriveView): string {
  const { name, id, bytes } = drive
  return [
    paint('bold', peerText(name)),
    traits(drive).join(', '),
    byteSize(bytes),
    paint('dim', shortKey(id)),
  ].join('  ')
}

export function formatDriveInfo(drive: DriveView, seeders: readonly string[] = []): string {
  const { name, id, link, bytes, version, seed, createdAt } = drive
  const rows: [string, string][] = [
    ['name', name],
    ['link', link],
    ['key', id],
    ['is', traits(drive).join(', ')],
    ['version', String(version)],
    ['bytes', byteSize(bytes)],
    ['since', timeText(createdAt)],
    ...(seed === null ? [] : ([['seeded', seedText(seed)]] as [string, string][])),
    ...seeders.map((seeder): [string, string] => ['on', seeder]),
  ]
  return rows.map(([term, value]) => `${paint('dim', term.padEnd(7))}  ${peerText(value)}`).join('\n')
}

function traits({ isOurs, isEncrypted, isBlind, isSeeded }: DriveView): string[] {
  return [
    isOurs ? 'yours' : 'of others',
    ...(isEncrypted ? ['encrypted'] : []),
    ...(isBlind ? ['unread'] : []),
    ...(isSeeded ? ['seeded'] : []),
  ]
}

export function seedText({ peers, blocks, heldBlocks }: NonNullable<DriveView['seed']>): string {
  const held = heldBlocks === blocks ? `all ${blocks} blocks` : `${heldBlocks} of ${blocks} blocks`
  return `${held} are here, ${plural(peers, 'peer')} connected`
}

/** `ab12cd34  ./docs → pears:  watching, 3 rounds, stays`. */
export function formatLiveMirror({
  id,
  source,
  target,
  state,
  trouble,
  rounds,
  stays,
}: LiveMirrorView): string {
  const facts = [state, plural(rounds, 'round'), ...(stays ? ['stays'] : [])].join(', ')
  const problem = trouble === null ? [] : [paint('yellow', peerText(trouble.message))]
  const sides = `${peerText(source)} → ${peerText(target)}`
  return [paint('dim', id), paint('bold', sides), facts, ...problem].join('  ')
}

/** `2026-11-28 06:40`, by this machine's zone; a writer's clock may say anything. */
export function timeText(time: number | null): string {
  const date = new Date(time ?? Number.NaN)
  if (Number.isNaN(date.getTime())) return 'at an unknown time'
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
