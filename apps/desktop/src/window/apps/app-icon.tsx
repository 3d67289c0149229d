/** An app's own icon, or a mark that its key chooses. */
import { useNode } from '@comice/client/react'
import { useEffect, useState } from 'react'
import { Avatar } from '../ui/avatar.tsx'

interface AppIconProps {
  readonly id: string
  readonly name: string
  /** Another version may have another icon. */
  readonly version: string
  readonly className?: string
}

/** Answers of the node by app and version, so that a list that is drawn again does not ask again. */
const known = new Map<string, string | null>()

export function AppIcon({ id, name, version, className = 'size-10 text-sm' }: AppIconProps) {
  const source = useIcon(id, version)
  if (source == null) return <Avatar name={name} of={id} isRoom className={className} />
  return (
    <img
      src={source}
      alt=""
      draggable={false}
      className={`shrink-0 rounded-xl object-cover select-none ${className}`}
    />
  )
}

function useIcon(id: string, version: string): string | null | undefined {
  const api = useNode()
  const key = `${id} ${version}`
  const [source, setSource] = useState(() => known.get(key))
  useEffect(() => {
    let isShown = true
    const show = (icon: string | null) => {
      known.set(key, icon)
      if (isShown) setSource(icon)
    }
    if (known.has(key)) setSource(known.get(key))
    else {
      // Bounded by the node, and an image: nothing in it runs.
      api.apps.icon.query({ app: id }).then(
        (icon) => show(icon === null ? null : `data:image/png;base64,${icon.png}`),
        () => show(null),
      )
    }
    return () => {
      isShown = false
    }
  }, [api, id, key])
  return source
}
