/** Says that the node is away, and more when it stays away. */
import { useEffect, useState } from 'react'
import { LONG_AWAY_MS } from '../constants.ts'
import { useConnection } from '../session/connection.ts'

export function Reconnecting() {
  const isAway = useConnection() === 'connecting'
  return isAway ? <Away /> : null
}

function Away() {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_AWAY_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <p role="status" className="veil bg-russet-tint px-4 py-2 text-center text-sm text-russet">
      {isLong
        ? 'Comice’s node does not answer. If it was stopped, close this window and open Comice again; nothing is lost.'
        : 'Reconnecting to Comice’s node…'}
    </p>
  )
}
