/** How the user wants to be told of what is for them: of messages that mention them, and of all in rooms for two. */
import { EventEmitter } from 'node:events'
import { recordsOf, SETTING_KIND } from '@comice/home/records'
import { homeText } from '@comice/protocol'
import type { PersonalRecords } from '../personal/personal-records.ts'

/** What a notice on the desktop shows: there is none, who wrote and where, or the text too. */
export const NOTICE_DETAILS = ['off', 'names', 'texts'] as const
export type NoticeDetail = (typeof NOTICE_DETAILS)[number]

export interface NoticeChoice {
  /** Of windows. Default `off`. */
  readonly window: NoticeDetail
  /** Whether terminals ring, and tell the desktop where they can. Default false. */
  readonly bell: boolean
}

const WINDOW = SETTING_KIND.keyOf('notices-window')
const BELL = SETTING_KIND.keyOf('notices-bell')

export class Notices extends EventEmitter<{ update: [] }> {
  readonly #records: PersonalRecords

  constructor(records: PersonalRecords) {
    super()
    // Each face listens.
    this.setMaxListeners(0)
    this.#records = records
    records.on('update', () => this.emit('update'))
  }

  /** As it was chosen on any device of the user. */
  async choice(): Promise<NoticeChoice> {
    await this.#records.ready()
    const settings = recordsOf(this.#records, SETTING_KIND)
    const chosen = settings.get('notices-window')?.text
    return {
      window: NOTICE_DETAILS.find((detail) => detail === chosen) ?? 'off',
      bell: settings.get('notices-bell')?.text === 'on',
    }
  }

  async choose({ window, bell }: Partial<NoticeChoice>): Promise<NoticeChoice> {
    await this.#records.ready()
    const value = (text: string) => homeText.encode({ text })
    await this.#records.put([
      ...(window === undefined ? [] : [{ key: WINDOW, value: value(window) }]),
      ...(bell === undefined ? [] : [{ key: BELL, value: value(bell ? 'on' : 'off') }]),
    ])
    return this.choice()
  }
}
