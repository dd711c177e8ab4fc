/** Puts messages together from what passes in one direction, without a say in it. PS3.7 6.3.1, PS3.8 Annex E. */
import { ByteCollector } from "../message/byte-collector.ts";
import { decodeCommandSet, hasDataSet } from "../message/command-set.ts";
import type { CommandSet } from "../message/command-table.ts";
import type { Pdv } from "../pdu/types.ts";

/** One message that has passed. */
export interface FollowedMessage {
  contextId: number;
  command: CommandSet;
  /** `undefined` where there is none, or where it was not to be held. */
  dataSet: Uint8Array | undefined;
  dataSetByteCount: number;
}

export interface MessageFollowerOptions {
  /** Whether the data set of such a message is held until its end, not only counted. */
  holds(command: CommandSet): boolean;
  /** Data sets larger than this are counted only. */
  maxHeldBytes: number;
}

/**
 * Unlike the assembler of an association it never throws: what is no message is passed over, and one that has begun
 * before the first PDV is not told.
 */
export class MessageFollower {
  readonly #options: MessageFollowerOptions;
  readonly #collector = new ByteCollector();
  #contextId = 0;
  #command: CommandSet | undefined;
  #isHeld = false;
  #byteCount = 0;

  constructor(options: MessageFollowerOptions) {
    this.#options = options;
  }

  /** Whether a message has begun and not ended. */
  get isMidMessage(): boolean {
    return this.#contextId !== 0;
  }

  /** Takes one PDV; returns the message that it ends. */
  push(pdv: Pdv): FollowedMessage | undefined {
    if (pdv.isCommand === (this.#command !== undefined) || this.#isForeign(pdv)) {
      this.#reset();
      // A command begins anew; data without a command is passed over.
      if (!pdv.isCommand) return undefined;
    }
    this.#contextId = pdv.contextId;
    return pdv.isCommand ? this.#pushCommand(pdv) : this.#pushData(pdv);
  }

  #isForeign(pdv: Pdv): boolean {
    return this.#contextId !== 0 && pdv.contextId !== this.#contextId;
  }

  #pushCommand(pdv: Pdv): FollowedMessage | undefined {
    this.#collector.push(pdv.data);
    if (!pdv.isLast) return undefined;
    let command: CommandSet;
    try {
      command = decodeCommandSet(this.#collector.take());
    } catch {
      this.#reset();
      return undefined;
    }
    if (!hasDataSet(command)) return this.#end(command, undefined);
    this.#command = command;
    this.#isHeld = this.#options.holds(command);
    return undefined;
  }

  #pushData(pdv: Pdv): FollowedMessage | undefined {
    this.#byteCount += pdv.data.length;
    if (this.#isHeld && this.#byteCount > this.#options.maxHeldBytes) {
      this.#isHeld = false;
      this.#collector.take();
    }
    if (this.#isHeld) this.#collector.push(pdv.data);
    if (!pdv.isLast) return undefined;
    return this.#end(this.#command!, this.#isHeld ? this.#collector.take() : undefined);
  }

  #end(command: CommandSet, dataSet: Uint8Array | undefined): FollowedMessage {
    const message = { contextId: this.#contextId, command, dataSet, dataSetByteCount: this.#byteCount };
    this.#reset();
    return message;
  }

  #reset(): void {
    this.#collector.take();
    this.#contextId = 0;
    this.#command = undefined;
    this.#isHeld = false;
    this.#byteCount = 0;
  }
}
