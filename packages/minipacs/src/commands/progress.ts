/** A line on the terminal that tells how far a long transfer is: bar, count, bytes, rate, time left. */
import { subscribeTrace } from "@minipacs/dimse";
import { formatSize } from "../format-size.ts";

/** How far a transfer is; what is not known is left out. */
export interface ProgressState {
  doneCount: number;
  totalCount?: number | undefined;
  failedCount?: number | undefined;
  totalBytes?: number | undefined;
}

export interface ProgressOptions {
  /** Looked at whenever the line is drawn. */
  state: () => ProgressState;
  /** Which way the objects go whose bytes are counted; absent: none are, they do not come through here. */
  direction?: "sent" | "received" | undefined;
  /** Whether anything is drawn. Default: where `stream` is a terminal. */
  isWanted?: boolean | undefined;
  /** Default: stderr. */
  stream?: { write(text: string): unknown; isTTY?: boolean; columns?: number };
}

/** Nothing is drawn for what is over sooner. */
const SHORT_MS = 500;
const REDRAW_MS = 100;
/** The rate is that of the last seconds. */
const RATE_MS = 5000;
const MAX_BAR_LENGTH = 30;
const MIN_BAR_LENGTH = 8;
/** Where a terminal does not tell its width. */
const DEFAULT_COLUMNS = 80;
/** Back to the first column, and the rest of the line is gone. ECMA-48. */
const CLEAR_LINE = "\r\x1b[K";

/** Draws until it is stopped; then the line is gone. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #stream: NonNullable<ProgressOptions["stream"]>;
  readonly #startedMs = performance.now();
  readonly #samples: { atMs: number; bytes: number }[] = [];
  readonly #end: () => void = () => {};
  #bytes = 0;
  #isDrawn = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#stream = options.stream ?? process.stderr;
    if (!(options.isWanted ?? this.#stream.isTTY ?? false)) return;
    const timer = setInterval(() => this.#draw(), REDRAW_MS);
    const unsubscribe = subscribeTrace({
      pdu: ({ direction, type, bytes }) => {
        if (direction === options.direction && type === "P-DATA-TF") this.#bytes += bytes.length;
      },
    });
    this.#end = () => {
      clearInterval(timer);
      unsubscribe();
    };
  }

  /** Writes lines where the bar may stand; it comes back below them. */
  aside(write: () => void): void {
    this.#clear();
    write();
  }

  stop(): void {
    this.#end();
    this.#clear();
  }

  #clear(): void {
    if (this.#isDrawn) this.#stream.write(CLEAR_LINE);
    this.#isDrawn = false;
  }

  #draw(): void {
    const atMs = performance.now();
    this.#samples.push({ atMs, bytes: this.#bytes });
    while (atMs - (this.#samples[0]?.atMs ?? atMs) > RATE_MS) this.#samples.shift();
    const elapsedMs = atMs - this.#startedMs;
    if (elapsedMs < SHORT_MS) return;
    const [first] = this.#samples;
    const spanMs = atMs - (first?.atMs ?? atMs);
    const bytesPerSecond = spanMs > 0 ? ((this.#bytes - (first?.bytes ?? 0)) * 1000) / spanMs : 0;
    const line = formatProgress({ ...this.#options.state(), bytes: this.#bytes, bytesPerSecond, elapsedMs });
    this.#stream.write(`${CLEAR_LINE}${fit(line, (this.#stream.columns || DEFAULT_COLUMNS) - 1)}`);
    this.#isDrawn = true;
  }
}

/** What is told at one moment. */
export interface ProgressFigures extends ProgressState {
  bytes: number;
  bytesPerSecond: number;
  elapsedMs: number;
}

/** Returns how much is done, from 0 to 1 where that is known, and the words for it. */
export function formatProgress(figures: ProgressFigures): { share: number | undefined; text: string } {
  const { doneCount, totalCount, failedCount = 0, totalBytes, bytes, bytesPerSecond, elapsedMs } = figures;
  const byBytes = totalBytes ? Math.min(1, bytes / totalBytes) : undefined;
  const share = byBytes ?? (totalCount ? Math.min(1, doneCount / totalCount) : undefined);
  const left =
    totalBytes && bytesPerSecond > 0
      ? (Math.max(0, totalBytes - bytes) * 1000) / bytesPerSecond
      : share && (elapsedMs * (1 - share)) / share;
  const parts = [
    totalCount === undefined ? `${doneCount} objects` : `${doneCount}/${totalCount}`,
    ...(failedCount > 0 ? [`${failedCount} failed`] : []),
    ...(bytes > 0 ? [formatSize(bytes), `${formatSize(Math.round(bytesPerSecond))}/s`] : []),
    ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
  ];
  return { share, text: parts.join("  ") };
}

function fit({ share, text }: ReturnType<typeof formatProgress>, columns: number): string {
  const barLength = Math.min(MAX_BAR_LENGTH, columns - text.length - 4);
  if (share === undefined || barLength < MIN_BAR_LENGTH) return text.slice(0, columns);
  const filledLength = Math.round(share * barLength);
  return `[${"#".repeat(filledLength)}${" ".repeat(barLength - filledLength)}]  ${text}`;
}

/** `0:07`, `12:05`, `1:02:03`. */
function formatDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
