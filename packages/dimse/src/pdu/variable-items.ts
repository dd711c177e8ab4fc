/** The variable items of A-ASSOCIATE-RQ and -AC: 10H, 20H, 21H, 30H, 40H and 50H. PS3.8 9.3.2, 9.3.3. */
import { PduError } from "../errors.ts";
import { encodeItem, textBytes, uint8 } from "./item-bytes.ts";
import { INVALID_PARAMETER_VALUE, type ItemReader, tooManyItems } from "./item-reader.ts";
import type {
  PresentationContextAnswer,
  PresentationContextProposal,
  UnknownItem,
  UserInformation,
} from "./types.ts";
import {
  createUserInformation,
  encodeUnknownItems,
  encodeUserInformation,
  readUserInformation,
} from "./user-information.ts";

const UNEXPECTED_PARAMETER = 5;
/** As many as there are odd IDs. */
const MAX_CONTEXTS = 128;

/** What an association PDU holds after its fixed fields. */
export interface VariableItems<Context> {
  /** Empty where the item is missing; then no acceptor recognises it. */
  applicationContextName: string;
  presentationContexts: Context[];
  userInformation: UserInformation;
  unknownItems: UnknownItem[];
}

/** Reads the items of an A-ASSOCIATE-RQ to the end. */
export function readRequestItems(reader: ItemReader): VariableItems<PresentationContextProposal> {
  return readItems(reader, 0x20, readProposal);
}

/** Reads the items of an A-ASSOCIATE-AC to the end. */
export function readAcceptItems(reader: ItemReader): VariableItems<PresentationContextAnswer> {
  return readItems(reader, 0x21, readAnswer);
}

function readItems<Context>(
  reader: ItemReader,
  contextType: 0x20 | 0x21,
  readContext: (item: ItemReader) => Context,
): VariableItems<Context> {
  let applicationContextName: string | undefined;
  let userInformation: UserInformation | undefined;
  const presentationContexts: Context[] = [];
  const unknownItems: UnknownItem[] = [];
  while (reader.remaining > 0) {
    const offsetBytes = reader.offset;
    const { itemType, item } = readItem(reader);
    if (itemType === 0x10 && applicationContextName === undefined) {
      applicationContextName = item.paddedText(item.remaining); // 5-xxx application context name
    } else if (itemType === contextType) {
      if (presentationContexts.length === MAX_CONTEXTS) {
        throw tooManyItems("presentation contexts", MAX_CONTEXTS, offsetBytes);
      }
      presentationContexts.push(readContext(item));
    } else if (itemType === 0x20 || itemType === 0x21) {
      throw new PduError("PDU_ITEM_UNEXPECTED", "a presentation context item of the other direction", {
        abortReason: UNEXPECTED_PARAMETER,
        offsetBytes,
      });
    } else if (itemType === 0x50 && userInformation === undefined) {
      userInformation = readUserInformation(item);
    } else {
      unknownItems.push({ itemType, bytes: item.bytes(item.remaining) });
    }
  }
  return {
    applicationContextName: applicationContextName ?? "",
    presentationContexts,
    userInformation: userInformation ?? createUserInformation(),
    unknownItems,
  };
}

function readItem(reader: ItemReader): { itemType: number; item: ItemReader } {
  const itemType = reader.uint8(); // 1 item type
  reader.skip(1); // 2 reserved
  const length = reader.uint16(); // 3-4 item length
  return { itemType, item: reader.child(length, `item ${itemType.toString(16).toUpperCase()}H`) };
}

function readProposal(item: ItemReader): PresentationContextProposal {
  const id = readContextId(item); // 5 presentation context ID
  item.skip(3); // 6-8 reserved
  let abstractSyntax = "";
  const transferSyntaxes: string[] = [];
  while (item.remaining > 0) {
    const sub = readItem(item);
    const { itemType } = sub;
    if (itemType === 0x30) abstractSyntax ||= sub.item.paddedText(sub.item.remaining);
    else if (itemType === 0x40) transferSyntaxes.push(sub.item.paddedText(sub.item.remaining));
  }
  return { id, abstractSyntax, transferSyntaxes };
}

function readAnswer(item: ItemReader): PresentationContextAnswer {
  const id = readContextId(item); // 5 presentation context ID
  item.skip(1); // 6 reserved
  const result = item.uint8(); // 7 result/reason
  item.skip(1); // 8 reserved
  let transferSyntax = "";
  while (item.remaining > 0) {
    const sub = readItem(item);
    if (sub.itemType === 0x40) transferSyntax ||= sub.item.paddedText(sub.item.remaining);
  }
  return { id, result, transferSyntax: transferSyntax || undefined };
}

/** Reads a presentation context ID. @throws PduError PDU_CONTEXT_ID_EVEN */
export function readContextId(reader: Pick<ItemReader, "offset" | "uint8">): number {
  const offsetBytes = reader.offset;
  const id = reader.uint8();
  // PS3.8 9.3.2.2 and 9.3.5.1 allow odd values only; an even one would never be matched, so it is refused where it comes in.
  if (id % 2 === 1) return id;
  throw new PduError("PDU_CONTEXT_ID_EVEN", `presentation context ID ${id} is even`, {
    abortReason: INVALID_PARAMETER_VALUE,
    offsetBytes,
  });
}

/** Returns the items of an A-ASSOCIATE-RQ in the order of PS3.8 9.3.2. */
export function encodeRequestItems(items: VariableItems<PresentationContextProposal>): Uint8Array[] {
  return encodeItems(
    items,
    items.presentationContexts.map(({ id, abstractSyntax, transferSyntaxes }) =>
      encodeItem(0x20, [
        uint8(id),
        new Uint8Array(3),
        encodeItem(0x30, [textBytes(abstractSyntax)]),
        ...transferSyntaxes.map((uid) => encodeItem(0x40, [textBytes(uid)])),
      ]),
    ),
  );
}

/** Returns the items of an A-ASSOCIATE-AC in the order of PS3.8 9.3.3. */
export function encodeAcceptItems(items: VariableItems<PresentationContextAnswer>): Uint8Array[] {
  return encodeItems(
    items,
    items.presentationContexts.map(({ id, result, transferSyntax }) =>
      // One transfer syntax sub-item belongs to every answer, also where its value is not significant.
      encodeItem(0x21, [
        Uint8Array.of(id, 0),
        uint8(result),
        uint8(0),
        encodeItem(0x40, [textBytes(transferSyntax ?? "")]),
      ]),
    ),
  );
}

function encodeItems(items: VariableItems<unknown>, contexts: readonly Uint8Array[]): Uint8Array[] {
  return [
    encodeItem(0x10, [textBytes(items.applicationContextName)]),
    ...contexts,
    encodeUserInformation(items.userInformation),
    ...encodeUnknownItems(items.unknownItems),
  ];
}
