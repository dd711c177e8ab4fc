/** A node in this process that commands talk to. */
import { type DimseHandlers, type ServeOptions, serve } from "@minipacs/dimse";

/** Runs `use` with the address, HOST:PORT, of a node that is closed afterwards. */
export async function withNode(
  handlers: DimseHandlers,
  use: (address: string) => Promise<void>,
  options: Partial<ServeOptions> = {},
): Promise<void> {
  const node = await serve({ aeTitle: "NODE", port: 0, host: "127.0.0.1", handlers, ...options });
  try {
    await use(`127.0.0.1:${node.port}`);
  } finally {
    await node.close({ drainMs: 0 });
  }
}
