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
}

export async function openCrowd(side: Side, { dir, bootstrap, size }: CrowdOptions): Promise<Crowd> {
  await using scope = new AsyncDisposableStack()
  const open = async (number: number) =>
    scope.use(await openSide(side, { dir: await makeFolder(dir, `${side} ${number}`), bootstrap }))
  const alice = await open(0)
  await alice.create({ name: 'garden' })
  const invite = await alice.invite({})
  const others: PeerProcess[] = []
  for (let number = 1; number < size; number++) {
    const member = await open(number)
    await letIn(alice, member, invite)
    others.push(member)
  }
  const opened = scope.move()
  const members: Crowd['members'] = [alice, ...others]
  return { members, cpu: () => cpuOf(members), [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

async function cpuOf(members: readonly PeerProcess[]): Promise<number> {
  const each = await Promise.all(members.map((member) => member.cpu({})))
  return each.reduce((sum, one) => sum + one, 0)
}
