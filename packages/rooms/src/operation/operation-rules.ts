import { admitRule } from './admit.ts'
import { approveRule } from './approve.ts'
import { createRule } from './create.ts'
import { deleteRule } from './delete.ts'
import { editRule } from './edit.ts'
import { epochRule, epochSealRule } from './epoch.ts'
import { handoverRule } from './handover.ts'
import { gatedInviteRule, inviteRule } from './invite.ts'
import { keepRule } from './keep.ts'
import { leaveRule } from './leave.ts'
import { messageRule } from './message.ts'
import { muteRule, unmuteRule } from './mute.ts'
import type { OperationKind, OperationRule } from './operation-rule.ts'
import { ownDeviceRule, removeDeviceRule } from './own-device.ts'
import { pinRule } from './pin.ts'
import { postRule } from './post.ts'
import { profileRule } from './profile.ts'
import { reactRule } from './react.ts'
import { dismissRule, reportRule } from './report.ts'
import { removeRule, unbanRule } from './remove.ts'
import { revokeRule } from './revoke.ts'
import { roleRule } from './role.ts'
import { roomKindRule } from './room-kind.ts'
import { upgradeRule } from './upgrade.ts'

/** What each kind of operation means. */
export const operationRules: { readonly [Kind in OperationKind]: OperationRule<Kind> } = {
  create: createRule,
  invite: inviteRule,
  revoke: revokeRule,
  admit: admitRule,
  message: messageRule,
  profile: profileRule,
  keep: keepRule,
  upgrade: upgradeRule,
  epoch: epochRule,
  'epoch-seal': epochSealRule,
  post: postRule,
  edit: editRule,
  delete: deleteRule,
  react: reactRule,
  pin: pinRule,
  role: roleRule,
  remove: removeRule,
  unban: unbanRule,
  leave: leaveRule,
  approve: approveRule,
  'room-kind': roomKindRule,
  'gated-invite': gatedInviteRule,
  'own-device': ownDeviceRule,
  'remove-device': removeDeviceRule,
  handover: handoverRule,
  mute: muteRule,
  unmute: unmuteRule,
  report: reportRule,
  dismiss: dismissRule,
}
