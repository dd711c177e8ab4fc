/** SCP/SCU role selection, always as the requestor sees it. PS3.7 D.3.3.4. */
import type { RoleSelection } from "../pdu/types.ts";

/** The roles of the requestor for one SOP class; the acceptor has the others. */
export interface Roles {
  scuRole: boolean;
  scpRole: boolean;
}

/** What holds without role selection: the requestor is SCU, the acceptor SCP. */
const DEFAULT_ROLES: Readonly<Roles> = { scuRole: true, scpRole: false };

/**
 * Returns the roles to answer with, or `undefined` where nothing is to be answered. A role that was not proposed cannot
 * be given, one that was may be refused; a proposal of neither role asks for nothing.
 */
export function answerRoles(proposed: RoleSelection | undefined, allowed: Roles): RoleSelection | undefined {
  if (!proposed || (!proposed.scuRole && !proposed.scpRole)) return undefined;
  return {
    sopClassUid: proposed.sopClassUid,
    scuRole: proposed.scuRole && allowed.scuRole,
    scpRole: proposed.scpRole && allowed.scpRole,
  };
}

/** Returns the roles that proposal and answer make together; the default ones where either is missing. */
export function agreedRoles(proposed: Roles | undefined, answered: Roles | undefined): Roles {
  if (!proposed || !answered || (!proposed.scuRole && !proposed.scpRole)) return DEFAULT_ROLES;
  return {
    scuRole: proposed.scuRole && answered.scuRole,
    scpRole: proposed.scpRole && answered.scpRole,
  };
}
