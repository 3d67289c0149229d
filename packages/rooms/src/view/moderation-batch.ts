/** Writes of a room's view who is muted, what is reported, and what somebody has used up. */
import { type MuteRecord, muteRecord, type ReportRecord, reportRecord } from '@comice/protocol'
import c from 'compact-encoding'
import type Hyperbee from 'hyperbee'
import { type MemberShare, memberShareCodec } from './member-share.ts'
import { RememberingView } from './remembering-view.ts'
import type { RoomState } from './view-encoding.ts'
import { viewKeys } from './view-keys.ts'

/** What of a batch is about moderation; the rest of it is a `ViewBatch`, which alone is made and flushed. */
export abstract class ModerationBatch extends RememberingView {
  protected readonly batch: Hyperbee.Batch<Uint8Array, Uint8Array>
  /** Written with the batch. */
  protected readonly tally: RoomState

  protected constructor(batch: Hyperbee.Batch<Uint8Array, Uint8Array>, counters: RoomState) {
    super({
      get: (key) => batch.get(key),
      createRangeIterator(range) {
        const iterator = batch.createRangeIterator(range)
        // Its own close would close the batch.
        return { open: () => iterator.open(), next: () => iterator.next(), close: () => Promise.resolve() }
      },
    })
    this.batch = batch
    this.tally = counters
  }

  get counters(): Readonly<RoomState> {
    return this.tally
  }

  override state(): Promise<RoomState> {
    return Promise.resolve(this.tally)
  }

  /** Changes what somebody has used up. */
  async addToShare(
    identityKey: Uint8Array,
    change: (share: MemberShare) => Partial<MemberShare>,
  ): Promise<void> {
    const share = await this.share(identityKey)
    const changed = { ...share, ...change(share) }
    await this.batch.put(viewKeys.share(identityKey), c.encode(memberShareCodec, changed))
  }

  async putMute(mute: MuteRecord): Promise<void> {
    if ((await this.mute(mute.identityKey)) === null) this.tally.mutes++
    this.tally.personChanges++
    this.forgetMute(mute.identityKey)
    await this.batch.put(viewKeys.mute(mute.identityKey), muteRecord.encode(mute))
  }

  async deleteMute(identityKey: Uint8Array): Promise<void> {
    if ((await this.mute(identityKey)) === null) return
    this.tally.mutes--
    this.tally.personChanges++
    this.forgetMute(identityKey)
    await this.batch.del(viewKeys.mute(identityKey))
  }

  /** One more of its author's that is open. */
  async addReport(report: ReportRecord): Promise<void> {
    this.tally.reports++
    this.tally.personChanges++
    await this.addToShare(report.identityKey, ({ reports }) => ({ reports: reports + 1 }))
    await this.batch.put(viewKeys.report(report.id), reportRecord.encode(report))
  }

  async deleteReport({ id, identityKey }: ReportRecord): Promise<void> {
    this.tally.reports--
    this.tally.personChanges++
    await this.addToShare(identityKey, ({ reports }) => ({ reports: reports - 1 }))
    await this.batch.del(viewKeys.report(id))
  }
}
