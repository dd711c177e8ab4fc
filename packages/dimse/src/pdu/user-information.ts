/** The User Information item (50H) and its sub-items 51H to 59H. PS3.8 9.3.2.3, D.1; PS3.7 D.3.3. */
import { concatBytes, encodeItem, textBytes, uint8, uint16, uint32, withLength16 } from "./item-bytes.ts";
import type { ItemReader } from "./item-reader.ts";
import type { UnknownItem, UserInformation } from "./types.ts";

/** Returns a user information without any sub-item. */
export function createUserInformation(): UserInformation {
  return {
    maximumLength: undefined,
    implementationClassUid: undefined,
    implementationVersionName: undefined,
    asyncOperationsWindow: undefined,
    roleSelections: [],
    extendedNegotiations: [],
    commonExtendedNegotiations: [],
    userIdentity: undefined,
    userIdentityResponse: undefined,
    unknownItems: [],
  };
}

/**
 * Reads the fields of a 50H item to their end. Sub-items of unknown type, and a second one of those that may come
 * once, go to `unknownItems`; byte fields are views.
 */
export function readUserInformation(reader: ItemReader): UserInformation {
  const information = createUserInformation();
  while (reader.remaining > 0) {
    const itemType = reader.uint8(); // 1 item type
    const version = reader.uint8(); // 2 reserved, but in 57H the version
    const length = reader.uint16(); // 3-4 item length
    const item = reader.child(length, `sub-item ${itemType.toString(16).toUpperCase()}H`);
    readSubItem(itemType, version, item, information);
  }
  return information;
}

/** Sub-items that may come once. */
const SINGLE_SUB_ITEMS: Readonly<Record<number, keyof UserInformation>> = {
  81: "maximumLength",
  82: "implementationClassUid",
  83: "asyncOperationsWindow",
  85: "implementationVersionName",
  88: "userIdentity",
  89: "userIdentityResponse",
};

function readSubItem(itemType: number, version: number, item: ItemReader, into: UserInformation): void {
  const key = SINGLE_SUB_ITEMS[itemType];
  if (key !== undefined && into[key] !== undefined) {
    into.unknownItems.push({ itemType, bytes: item.bytes(item.remaining) });
    return;
  }
  switch (itemType) {
    case 0x51:
      into.maximumLength = item.uint32(); // 5-8 maximum length received
      break;
    case 0x52:
      into.implementationClassUid = item.paddedText(item.remaining); // 5-xxx implementation class UID
      break;
    case 0x53:
      into.asyncOperationsWindow = {
        maximumInvoked: item.uint16(), // 5-6 maximum number of operations invoked
        maximumPerformed: item.uint16(), // 7-8 maximum number of operations performed
      };
      break;
    case 0x54:
      into.roleSelections.push({
        sopClassUid: item.paddedText(item.uint16()), // 5-6 UID length, 7-xxx SOP class UID
        scuRole: item.uint8() === 1, // SCU role
        scpRole: item.uint8() === 1, // SCP role
      });
      break;
    case 0x55:
      into.implementationVersionName = item.paddedText(item.remaining); // 5-xxx implementation version name
      break;
    case 0x56:
      into.extendedNegotiations.push({
        sopClassUid: item.paddedText(item.uint16()), // 5-6 UID length, 7-xxx SOP class UID
        applicationInformation: item.bytes(item.remaining), // service class application information
      });
      break;
    case 0x57:
      into.commonExtendedNegotiations.push({
        version,
        sopClassUid: item.paddedText(item.uint16()), // 5-6 UID length, 7-xxx SOP class UID
        serviceClassUid: item.paddedText(item.uint16()), // UID length, service class UID
        relatedGeneralSopClassUids: readRelatedUids(item),
      });
      item.skip(item.remaining); // reserved for later versions
      break;
    case 0x58:
      into.userIdentity = {
        type: item.uint8(), // 5 user identity type
        positiveResponseRequested: item.uint8() === 1, // 6 positive response requested
        primaryField: item.bytes(item.uint16()), // 7-8 length, 9-n primary field
        secondaryField: item.bytes(item.uint16()), // length, secondary field
      };
      break;
    case 0x59:
      into.userIdentityResponse = item.bytes(item.uint16()); // 5-6 length, 7-n server response
      break;
    default:
      into.unknownItems.push({ itemType, bytes: item.bytes(item.remaining) });
  }
  item.end();
}

function readRelatedUids(item: ItemReader): string[] {
  const list = item.child(item.uint16(), "related general SOP classes");
  const uids: string[] = [];
  while (list.remaining > 0) {
    const uid = list.child(list.uint16(), "related general SOP class");
    uids.push(uid.paddedText(uid.remaining));
  }
  return uids;
}

/** Returns a 50H item; sub-items in ascending order of type, unknown ones last. */
export function encodeUserInformation(information: UserInformation): Uint8Array {
  const items: Uint8Array[] = [];
  const { maximumLength, asyncOperationsWindow, userIdentity, userIdentityResponse } = information;
  if (maximumLength !== undefined) items.push(encodeItem(0x51, [uint32(maximumLength)]));
  if (information.implementationClassUid !== undefined) {
    items.push(encodeItem(0x52, [textBytes(information.implementationClassUid)]));
  }
  if (asyncOperationsWindow) {
    const { maximumInvoked, maximumPerformed } = asyncOperationsWindow;
    items.push(encodeItem(0x53, [uint16(maximumInvoked), uint16(maximumPerformed)]));
  }
  for (const { sopClassUid, scuRole, scpRole } of information.roleSelections) {
    items.push(encodeItem(0x54, [lengthText(sopClassUid), flag(scuRole), flag(scpRole)]));
  }
  if (information.implementationVersionName !== undefined) {
    items.push(encodeItem(0x55, [textBytes(information.implementationVersionName)]));
  }
  for (const { sopClassUid, applicationInformation } of information.extendedNegotiations) {
    items.push(encodeItem(0x56, [lengthText(sopClassUid), applicationInformation]));
  }
  for (const common of information.commonExtendedNegotiations) {
    const related = concatBytes(common.relatedGeneralSopClassUids.map(lengthText));
    const fields = [
      lengthText(common.sopClassUid),
      lengthText(common.serviceClassUid),
      withLength16(related),
    ];
    items.push(encodeItem(0x57, fields, common.version));
  }
  if (userIdentity) {
    const { type, positiveResponseRequested, primaryField, secondaryField } = userIdentity;
    const fields = [withLength16(primaryField), withLength16(secondaryField)];
    items.push(encodeItem(0x58, [uint8(type), flag(positiveResponseRequested), ...fields]));
  }
  if (userIdentityResponse) items.push(encodeItem(0x59, [withLength16(userIdentityResponse)]));
  return encodeItem(0x50, [...items, ...encodeUnknownItems(information.unknownItems)]);
}

/** Returns items of types we do not know, as they came. */
export function encodeUnknownItems(items: readonly UnknownItem[]): Uint8Array[] {
  return items.map(({ itemType, bytes }) => encodeItem(itemType, [bytes]));
}

function lengthText(text: string): Uint8Array {
  return withLength16(textBytes(text));
}

function flag(value: boolean): Uint8Array {
  return uint8(value ? 1 : 0);
}
