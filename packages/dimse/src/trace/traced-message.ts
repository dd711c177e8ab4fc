/** One DIMSE message on the channel `message`, its data set decoded only for those who ask. PS3.7 6.3. */
import { type Dataset, readDataset } from "@minipacs/dicom-core";
import { type CommandSet, findMessage } from "../message/command-table.ts";
import type { TracedAssociation } from "./channels.ts";
import type { FollowedMessage } from "./message-follower.ts";

/** A presentation context as far as it is known: who listens from the middle of an association may not know it. */
export interface TracedContext {
  readonly id: number;
  readonly abstractSyntax: string | undefined;
  readonly transferSyntax: string | undefined;
}

/** A message, told when its last fragment was sent or received. */
export class TracedMessage {
  readonly association: TracedAssociation;
  /** Milliseconds since 1970, with fractions. */
  readonly timeMs: number;
  readonly direction: "sent" | "received";
  readonly context: TracedContext;
  /** `C-STORE-RQ`; `unknown 1234H` for a command field that PS3.7 does not have. */
  readonly name: string;
  readonly command: CommandSet;
  /** Of the data set; 0 where there is none. */
  readonly dataSetByteCount: number;
  /** The encoded data set; `undefined` where there is none, and for C-STORE-RQ, which is not held in memory. */
  readonly dataSetBytes: Uint8Array | undefined;
  #dataSet: Dataset | undefined;

  constructor(
    association: TracedAssociation,
    timeMs: number,
    direction: "sent" | "received",
    context: TracedContext,
    message: FollowedMessage,
  ) {
    this.association = association;
    this.timeMs = timeMs;
    this.direction = direction;
    this.context = context;
    this.name = messageName(message.command.CommandField);
    this.command = message.command;
    this.dataSetByteCount = message.dataSetByteCount;
    this.dataSetBytes = message.dataSet;
  }

  /**
   * The decoded data set; `undefined` where `dataSetBytes` or the transfer syntax is.
   *
   * @throws what {@link readDataset} throws
   */
  get dataSet(): Dataset | undefined {
    const { transferSyntax } = this.context;
    if (!this.dataSetBytes || transferSyntax === undefined) return undefined;
    this.#dataSet ??= readDataset(this.dataSetBytes, { transferSyntaxUid: transferSyntax });
    return this.#dataSet;
  }
}

/** Returns the name of a message by its command field. */
export function messageName(commandField: number): string {
  const hex = commandField.toString(16).toUpperCase().padStart(4, "0");
  return findMessage(commandField)?.name ?? `unknown ${hex}H`;
}
