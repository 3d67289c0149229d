/**
 * What the browser lets the page do. It gives its yes to an address, and the node has another at each start, so that nobody else on this
 * machine can have had it before: the user is asked again after each, and only when they press something.
 */
import { useSyncExternalStore } from 'react'

export type NoticePermission = NotificationPermission | 'missing'

const listeners = new Set<() => void>()

export function noticePermission(): NoticePermission {
  return 'Notification' in window ? Notification.permission : 'missing'
}

export function mayNotify(): boolean {
  return noticePermission() === 'granted'
}

/** Call it from a press: a browser asks for nothing else. */
export async function askPermission(): Promise<NoticePermission> {
  if (noticePermission() === 'default') await Notification.requestPermission()
  for (const listener of listeners) listener()
  return noticePermission()
}

export function useNoticePermission(): NoticePermission {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, noticePermission)
}
