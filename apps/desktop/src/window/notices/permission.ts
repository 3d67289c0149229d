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
  return useSyncExternalStore(watchPermission, noticePermission)
}

/** Also while it is changed in the browser's own settings. */
function watchPermission(listener: () => void): () => void {
  const leaving = new AbortController()
  const { signal } = leaving
  listeners.add(listener)
  // A browser that does not tell of changes has the state at the next press.
  navigator.permissions
    .query({ name: 'notifications' })
    .then((status) => {
      status.addEventListener('change', listener, { signal })
      listener()
    })
    .catch(() => undefined)
  return () => {
    listeners.delete(listener)
    leaving.abort()
  }
}
