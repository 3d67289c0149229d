/** The local API. `AppRouter` is all that a client imports of this package. */
import { appsRouter } from './apps-router.ts'
import { contactsRouter } from './contacts-router.ts'
import { devicesRouter } from './devices-router.ts'
import { doctorRouter } from './doctor-router.ts'
import { drivesRouter } from './drives-router.ts'
import { idRouter } from './id-router.ts'
import { nodeRouter } from './node-router.ts'
import { remoteRouter } from './remote-router.ts'
import { roomsRouter } from './rooms-router.ts'
import { statusRouter } from './status-router.ts'
import { transfersRouter } from './transfers-router.ts'
import { router } from './trpc.ts'
import { windowRouter } from './window-router.ts'

export const appRouter = router({
  status: statusRouter,
  id: idRouter,
  devices: devicesRouter,
  contacts: contactsRouter,
  rooms: roomsRouter,
  apps: appsRouter,
  drives: drivesRouter,
  remote: remoteRouter,
  transfers: transfersRouter,
  doctor: doctorRouter,
  node: nodeRouter,
  window: windowRouter,
})

export type AppRouter = typeof appRouter
