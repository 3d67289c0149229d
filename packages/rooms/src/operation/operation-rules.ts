import { admitRule } from './admit.ts'
import { createRule } from './create.ts'
import { inviteRule } from './invite.ts'
import { keepRule } from './keep.ts'
import { messageRule } from './message.ts'
import type { OperationKind, OperationRule } from './operation-rule.ts'
import { profileRule } from './profile.ts'
import { revokeRule } from './revoke.ts'
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
}
