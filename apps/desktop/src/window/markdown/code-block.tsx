/** Lines of code, which scroll sideways where they are long: then keys can come to them. */
import { useEffect, useRef, useState } from 'react'

export function CodeBlock({ text }: { readonly text: string }) {
  const block = useRef<HTMLPreElement>(null)
  const isWide = useIsWide(block)
  return (
    <pre
      ref={block}
      dir="ltr"
      {...(isWide ? { tabIndex: 0, role: 'region', 'aria-label': 'Code' } : {})}
      className="focusable my-1 overflow-x-auto rounded-lg bg-ink/8 px-3 py-2 font-mono text-[0.85em] leading-relaxed -outline-offset-2 first:mt-0 last:mb-0"
    >
      <code>{text}</code>
    </pre>
  )
}

/** Whether it has more than it shows, whatever the width of the window. */
function useIsWide(ref: { readonly current: HTMLElement | null }): boolean {
  const [isWide, setWide] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    const observer = new ResizeObserver(() => setWide(element.scrollWidth > element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return isWide
}
