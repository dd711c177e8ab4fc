/** Shows the User Information item to people; of user identities only the name and lengths. PS3.8 D.1, PS3.7 D.3.3. */
import { bytesText, codeText, hexPair, indent, quoted, uidText, yesNo } from "./describe-text.ts";
import type { UnknownItem, UserIdentity, UserInformation } from "./types.ts";

const IDENTITY_TYPES: Readonly<Record<number, string>> = {
  1: "user name",
  2: "user name and passcode",
  3: "Kerberos service ticket",
  4: "SAML assertion",
  5: "JSON Web Token",
};

/** Items that hold secrets, also where they came once too often and are kept as unknown. */
const SECRET_ITEMS = [0x58, 0x59];

/** Returns one line a field, in the order of the item types. */
export function userInformationLines(information: UserInformation): string[] {
  const { maximumLength, asyncOperationsWindow: window, userIdentity, userIdentityResponse } = information;
  const text: string[] = [];
  if (maximumLength !== undefined) {
    text.push(`maximum length: ${maximumLength === 0 ? "0 (no limit)" : maximumLength}`);
  }
  if (information.implementationClassUid !== undefined) {
    text.push(`implementation class UID: ${uidText(information.implementationClassUid)}`);
  }
  if (window) {
    text.push(
      "asynchronous operations window:",
      `  maximum invoked: ${countText(window.maximumInvoked)}`,
      `  maximum performed: ${countText(window.maximumPerformed)}`,
    );
  }
  for (const { sopClassUid, scuRole, scpRole } of information.roleSelections) {
    text.push(
      `role selection: ${uidText(sopClassUid)}`,
      `  SCU role: ${yesNo(scuRole)}`,
      `  SCP role: ${yesNo(scpRole)}`,
    );
  }
  if (information.implementationVersionName !== undefined) {
    text.push(`implementation version name: ${quoted(information.implementationVersionName)}`);
  }
  for (const { sopClassUid, applicationInformation } of information.extendedNegotiations) {
    text.push(
      `extended negotiation: ${uidText(sopClassUid)}`,
      `  application information: ${bytesText(applicationInformation)}`,
    );
  }
  for (const common of information.commonExtendedNegotiations) {
    text.push(
      `common extended negotiation: ${uidText(common.sopClassUid)}`,
      `  service class: ${uidText(common.serviceClassUid)}`,
      ...common.relatedGeneralSopClassUids.map((uid) => `  related general SOP class: ${uidText(uid)}`),
    );
  }
  if (userIdentity) text.push("user identity:", ...indent(identityLines(userIdentity)));
  if (userIdentityResponse) text.push(`user identity response: ${userIdentityResponse.length} bytes`);
  return [...text, ...information.unknownItems.map(unknownItemLine)];
}

function identityLines(identity: UserIdentity): string[] {
  const { type, positiveResponseRequested, primaryField, secondaryField } = identity;
  const isName = type === 1 || type === 2;
  const primary = isName ? quoted(new TextDecoder().decode(primaryField)) : `${primaryField.length} bytes`;
  return [
    `type: ${codeText(type, IDENTITY_TYPES)}`,
    `response requested: ${yesNo(positiveResponseRequested)}`,
    `primary field: ${primary}`,
    `secondary field: ${secondaryField.length} bytes`,
  ];
}

/** Returns the line of an item of unknown type. */
export function unknownItemLine({ itemType, bytes }: UnknownItem): string {
  const shown = SECRET_ITEMS.includes(itemType) ? `${bytes.length} bytes` : bytesText(bytes);
  return `item ${hexPair(itemType)}H: ${shown}`;
}

function countText(count: number): string {
  return count === 0 ? "0 (no limit)" : String(count);
}
