/** A machine on a ground that its key chooses, as rooms and people have theirs. */
import { hueOf } from '../format/text.ts'
import { MachineIcon } from '../ui/icons.tsx'

const HUES = ['hue-0', 'hue-1', 'hue-2', 'hue-3', 'hue-4', 'hue-5', 'hue-6', 'hue-7'] as const

export function MachineMark({ id, className = 'size-10' }: { id: string; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={`grid shrink-0 place-items-center rounded-xl ${HUES[hueOf(id, HUES.length)]} ${className}`}
    >
      <MachineIcon className="size-1/2" />
    </span>
  )
}
