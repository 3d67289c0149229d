/** Where in a drive one is, and the way back up. */
import { Breadcrumb, Breadcrumbs, Button as AriaButton } from 'react-aria-components'
import { NextIcon } from '../ui/icons.tsx'

interface PathBarProps {
  readonly drive: string
  /** `/folder/folder`, or empty at the top. */
  readonly path: string
  readonly onOpen: (path: string) => void
}

export function PathBar({ drive, path, onOpen }: PathBarProps) {
  const names = path.split('/').slice(1)
  const steps = [
    { path: '', name: drive },
    ...names.map((name, index) => ({ path: `/${names.slice(0, index + 1).join('/')}`, name })),
  ]
  return (
    <nav aria-label="Folders" className="min-w-0 flex-1 overflow-x-auto">
      <Breadcrumbs className="flex items-center">
        {steps.map((step, index) => (
          <Breadcrumb key={step.path} id={step.path} className="flex min-w-0 shrink-0 items-center">
            {index > 0 && <NextIcon className="size-4 text-soft" />}
            <AriaButton
              isDisabled={step.path === path}
              onPress={() => onOpen(step.path)}
              className="touch focusable max-w-48 truncate rounded-lg px-2 text-sm text-soft data-[disabled]:font-medium data-[disabled]:text-ink data-[hovered]:bg-hover"
            >
              <bdi>{step.name}</bdi>
            </AriaButton>
          </Breadcrumb>
        ))}
      </Breadcrumbs>
    </nav>
  )
}
