/** Keeps uploads while the user looks elsewhere in the window, and asks before the window is left. */
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { useSession } from '../session/session-context.ts'
import { type Upload, Uploads } from './uploads.ts'

const UploadsContext = createContext<Uploads | null>(null)

export function UploadsProvider({ children }: { children: ReactNode }) {
  const { token } = useSession()
  const [uploads] = useState(() => new Uploads(token))
  useEffect(() => {
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (uploads.isBusy) event.preventDefault()
    }
    addEventListener('beforeunload', onBeforeUnload)
    return () => removeEventListener('beforeunload', onBeforeUnload)
  }, [uploads])
  return <UploadsContext value={uploads}>{children}</UploadsContext>
}

/** Throws a TypeError outside of a {@link UploadsProvider}. */
export function useUploads(): Uploads {
  const uploads = useContext(UploadsContext)
  if (uploads === null) throw new TypeError('useUploads is used outside of an UploadsProvider')
  return uploads
}

export function useUploadList(): readonly Upload[] {
  const uploads = useUploads()
  return useSyncExternalStore(uploads.subscribe, uploads.get)
}
