/** Tells the user on their desktop of what is for them, while they look elsewhere. */
import { type NodeApi, type RoomNews, roomNews } from '@comice/client'
import { useNode, useSubscription } from '@comice/client/react'
import type { NoticeChoice, NoticeDetail, RoomView } from '@comice/host'
import { useEffect, useRef } from 'react'
import { PAGE_MESSAGES } from '../constants.ts'
import { useAttention } from '../conversation/use-new-line.ts'
import type { Message } from '../conversation/timeline.ts'
import { mayNotify } from './permission.ts'
import { noticeText } from './notice-text.ts'

/** What is chosen; null until the node has said. */
export function useNoticeChoice(): NoticeChoice | null {
  const { watch } = useNode().rooms.notices
  const { value } = useSubscription<Record<string, never>, NoticeChoice>(
    { subscribe: (_input, observer) => watch.subscribe(undefined, observer) },
    {},
  )
  return value
}

interface Looked {
  readonly rooms: readonly RoomView[] | null
  /** Id of the room that is shown. */
  readonly shown: string | null
  readonly onOpen: (room: string) => void
}

export function useNotices({ rooms, shown, onOpen }: Looked): void {
  const api = useNode()
  const detail = useNoticeChoice()?.window ?? 'off'
  const isLooking = useAttention()
  const before = useRef<readonly RoomView[] | null>(null)
  const latest = useRef({ detail, onOpen, seen: isLooking ? shown : null })
  useEffect(() => {
    latest.current = { detail, onOpen, seen: isLooking ? shown : null }
  })
  useEffect(() => {
    if (rooms === null) return
    const news = roomNews(before.current, rooms)
    before.current = rooms
    const { detail: wanted, onOpen: open, seen } = latest.current
    if (wanted === 'off' || !mayNotify()) return
    for (const one of news) if (one.room.id !== seen) void tell(one, { api, detail: wanted, open })
  }, [api, rooms])
}

interface Telling {
  readonly api: NodeApi
  readonly detail: Exclude<NoticeDetail, 'off'>
  readonly open: (room: string) => void
}

async function tell(news: RoomNews, { api, detail, open }: Telling): Promise<void> {
  const message = await newestOf(news, api).catch(() => null)
  const { title, body } = noticeText(news, message, detail)
  // Of several windows that tell of the same, the browser shows one.
  const tag = `${news.room.id}/${message?.id ?? news.room.length}`
  const notice = new Notification(title, { body, tag, icon: '/comice.svg' })
  notice.onclick = () => {
    window.focus()
    open(news.room.id)
    notice.close()
  }
}

/** The message that it is about. */
async function newestOf({ room, kind }: RoomNews, api: NodeApi): Promise<Message | null> {
  const { messages } = await api.rooms.history.query({ room: room.id, limit: PAGE_MESSAGES })
  const { identity } = await api.id.show.query()
  const isIt = ({ mine, mentions }: Message) => !mine && (kind === 'direct' || mentions.includes(identity))
  return messages.findLast(isIt) ?? null
}
