/** Somebody's initials on a ground that their key chooses. */
import { hueOf, initials } from '../format/text.ts'

/** Spelled out, because Tailwind keeps the classes that it finds in the sources. */
const HUES = ['hue-0', 'hue-1', 'hue-2', 'hue-3', 'hue-4', 'hue-5', 'hue-6', 'hue-7'] as const

interface AvatarProps {
  readonly name: string
  /** Identity or room key. */
  readonly of: string
  readonly isRoom?: boolean
  readonly className?: string
}

export function Avatar({ name, of, isRoom = false, className = 'size-9 text-xs' }: AvatarProps) {
  return (
    <span
      aria-hidden="true"
      className={`grid shrink-0 place-items-center overflow-hidden font-medium select-none ${isRoom ? 'rounded-xl' : 'pear'} ${HUES[hueOf(of, HUES.length)]} ${className}`}
    >
      {initials(name)}
    </span>
  )
}
