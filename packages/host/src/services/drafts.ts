/** What the user has begun to write in a room, on any of their devices. */
import { EventEmitter } from 'node:events'
import { DRAFT_KIND, recordsOf } from '@comice/home/records'
import { homeText } from '@comice/protocol'
import type { PersonalRecords } from '../personal/personal-records.ts'

export class Drafts extends EventEmitter<{ update: [] }> {
  readonly #records: PersonalRecords

  constructor(records: PersonalRecords) {
    super()
    this.#records = records
    records.on('update', () => this.emit('update'))
  }

  /** Empty: there is none. */
  async get(room: string): Promise<string> {
    await this.#records.ready()
    return recordsOf(this.#records, DRAFT_KIND).get(room)?.text ?? ''
  }

  /** Soon on the disk, and on the other devices; an empty one is deleted. @throws RECORD_INVALID */
  async put(room: string, text: string): Promise<void> {
    await this.#records.ready()
    const value = text === '' ? null : homeText.encode({ text })
    this.#records.note([{ key: DRAFT_KIND.keyOf(room), value }])
  }
}
