/** A server in this process with the log that the command writes. */
import type { PacsOptions } from "../../src/config/config.ts";
import { EventBus } from "../../src/events/event-bus.ts";
import { startEventLog } from "../../src/log/event-log.ts";
import { createPacs } from "../../src/pacs.ts";

export class LoggingServer {
  /** What the log holds so far. */
  stdout = "";
  port = 0;
  stop: () => Promise<void> = async () => {};
  #waiting: (() => void)[] = [];

  static async start(options: PacsOptions): Promise<LoggingServer> {
    const server = new LoggingServer();
    const events = new EventBus();
    const endLog = startEventLog(events, "pretty", { write: (text) => server.#add(text) });
    const pacs = await createPacs({ port: 0, host: "127.0.0.1", isHeadless: true, ...options }, { events });
    server.port = pacs.dicomPort;
    server.stop = async () => {
      await pacs.close({ drainMs: 0 }).finally(endLog);
    };
    return server;
  }

  #add(text: string): void {
    this.stdout += text;
    for (const look of this.#waiting.splice(0)) look();
  }

  get lines(): string[] {
    return this.stdout.split("\n");
  }

  /** Resolves with the first text of the log that fits, when it is there. */
  async line(pattern: RegExp, limitMs = 10_000): Promise<string> {
    const endMs = performance.now() + limitMs;
    for (;;) {
      const found = pattern.exec(this.stdout);
      if (found) return found[0];
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw new Error(`no line in ${limitMs} ms: ${pattern}\n${this.stdout}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
}
