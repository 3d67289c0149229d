/** A dialog over the window: in the middle, or at the side. Escape and a click beside it close it. */
import { type ReactNode, useRef } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { IconButton } from './button.tsx'
import { CloseIcon } from './icons.tsx'
import { useFocusKept } from './use-focus-kept.ts'

interface SheetProps {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly placement?: 'middle' | 'side' | 'large'
  /** At the right of the title. */
  readonly actions?: ReactNode
  /** It has nothing to press: then its contents take the focus, so that keys scroll them. */
  readonly isText?: boolean
  /** Below the title. */
  readonly children: ReactNode
}

const PLACES = {
  middle: {
    overlay: 'items-end justify-center wide:items-center wide:p-6',
    modal: 'rise max-h-full w-full max-w-md rounded-t-2xl wide:rounded-2xl',
  },
  large: {
    overlay: 'items-stretch justify-center wide:p-6',
    modal: 'rise h-full w-full max-w-5xl wide:rounded-2xl',
  },
  side: {
    overlay: 'items-stretch justify-end',
    modal: 'slide h-full w-full max-w-sm wide:rounded-l-2xl',
  },
} as const

export function Sheet({
  title,
  onClose,
  placement = 'middle',
  actions,
  isText = false,
  children,
}: SheetProps) {
  const place = PLACES[placement]
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => isOpen || onClose()}
      className={`veil fixed inset-0 z-40 flex bg-veil ${place.overlay}`}
    >
      <Modal className={`flex flex-col overflow-hidden bg-card shadow-sheet ${place.modal}`}>
        <KeptDialog>
          <header className="flex items-start gap-3 px-5 pt-4 pb-1">
            <Heading
              slot="title"
              level={2}
              className="min-w-0 flex-1 pt-1 font-serif text-xl wrap-anywhere max-wide:pt-2"
            >
              {title}
            </Heading>
            {actions}
            <IconButton label="Close" onPress={onClose} className="-mr-2">
              <CloseIcon />
            </IconButton>
          </header>
          <div
            className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5 outline-none"
            {...(isText ? { tabIndex: 0 } : {})}
          >
            {children}
          </div>
        </KeptDialog>
      </Modal>
    </ModalOverlay>
  )
}

function KeptDialog({ children }: { readonly children: ReactNode }) {
  const dialog = useRef<HTMLElement>(null)
  useFocusKept(dialog)
  return (
    <Dialog ref={dialog} className="flex min-h-0 flex-1 flex-col outline-none">
      {children}
    </Dialog>
  )
}
