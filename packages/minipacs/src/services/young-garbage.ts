/**
 * Collects the buffers that received data leaves behind: slabs of dimse, dead as soon as their bytes are in files. There is
 * little else to fill the young generation, so that it would be collected late: V8 sees memory grow outside its heap and
 * marks the whole heap instead. That takes many times as long as a minor collection, of large objects as much processor
 * time as all else.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "minor" }) => void;

/** More often costs more than it saves, less often the collector comes first. */
const INTERVAL_BYTES = 4_194_304;

let receivedBytes = 0;
let collect: Collect | undefined;

/** To be told of each object when its file is written; collects after so many bytes, when the answer is sent. */
export function noteReceivedBytes(bytes: number): void {
  receivedBytes += bytes;
  if (receivedBytes < INTERVAL_BYTES) return;
  receivedBytes = 0;
  setImmediate(collectYoungGarbage);
}

function collectYoungGarbage(): void {
  collect ??= exposedCollect();
  collect({ type: "minor" });
}

/** The flag is only asked for when a context is made. */
function exposedCollect(): Collect {
  setFlagsFromString("--expose-gc");
  const exposed = runInNewContext("globalThis.gc") as Collect | undefined;
  setFlagsFromString("--no-expose-gc");
  return exposed ?? (() => {});
}
