/** How much of something is done; without a share, only that it goes on. */
interface ProgressBarProps {
  readonly label: string
  /** 0 to 1; null while nobody can say. */
  readonly share: number | null
}

export function ProgressBar({ label, share }: ProgressBarProps) {
  if (share === null) {
    return <div aria-hidden="true" className="seek relative h-1 overflow-hidden rounded-full bg-line" />
  }
  return (
    <progress
      aria-label={label}
      value={share}
      max={1}
      className="block h-1 w-full appearance-none overflow-hidden rounded-full bg-line [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
    />
  )
}
