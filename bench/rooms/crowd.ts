/** Many people in one room, each a process of their own. */
import type { HostPort } from '../harness/peer-calls.ts'
import type { PeerProcess } from '../harness/peer-process.ts'
import { letIn, makeFolder, openSide, type Side } from '../harness/room-pair.ts'

export interface Crowd extends AsyncDisposable {
  /** The first made the room. */
  readonly members: readonly [PeerProcess, ...PeerProcess[]]
  /** CPU time of all so far, ms. */
  cpu(): Promise<number>
}

export interface CrowdOptions {
  readonly dir: string
  readonly bootstrap: readonly HostPort[]
  readonly size: number
  readonly log: (text: string) => void
}

/** Processes that start at the same time: as many as a small machine has cores, or all of them start slowly. */
const STARTED_AT_ONCE = 2

export async function openCrowd(side: Side, { dir, bootstrap, size, log }: CrowdOptions): Promise<Crowd> {
  await using scope = new AsyncDisposableStack()
  const open = async (number: number) =>
    scope.use(await openSide(side, { dir: await makeFolder(dir, `${side} ${number}`), bootstrap }))
  const alice = await open(0)
  await alice.create({ name: 'garden' })
  const invite = await alice.invite({})
  const others: PeerProcess[] = []
  for (let number = 1; number < size; number += STARTED_AT_ONCE) {
    const count = Math.min(STARTED_AT_ONCE, size - number)
    const some = await Promise.all(Array.from({ length: count }, (_, at) => open(number + at)))
    for (const member of some) {
      await letIn(alice, member, invite)
      // Who joins while others still learn of the one before, joins slowly.
      await member.quiet({})
      others.push(member)
      log(`${others.length + 1} of ${size} are in`)
    }
  }
  const opened = scope.move()
  const members: Crowd['members'] = [alice, ...others]
  return { members, cpu: () => cpuOf(members), [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

async function cpuOf(members: readonly PeerProcess[]): Promise<number> {
  const each = await Promise.all(members.map((member) => member.cpu({})))
  return each.reduce((sum, one) => sum + one, 0)
}
