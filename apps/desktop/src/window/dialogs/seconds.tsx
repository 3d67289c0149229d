/** Counts the seconds since it appeared, so that one sees that something goes on. */
import { useEffect, useState } from 'react'

export function Seconds() {
  const [startedAt] = useState(() => Date.now())
  const [now, setNow] = useState(startedAt)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <span aria-hidden="true" className="text-soft tabular-nums">
      {Math.floor((now - startedAt) / 1000)} s
    </span>
  )
}
