/** Decodes frames of files; what runs codecs is fetched with the first compressed one. */
import {
  type DecodedFrame,
  type DecoderFor,
  type DicomFile,
  decodeFrame,
  hasOwnDecoder,
} from "@minipacs/dicom-core/frames";
import { loadPainting } from "../render/frame-painter.ts";
import type { takeCodecRunner } from "./codec-runner.ts";
import type { DecodeRequest } from "./frame-provider.ts";

export interface FrameDecoderOptions {
  /** Of `decode-worker.js`, for pages whose policy forbids workers from blobs. No other worker is tried then. */
  workerUrl?: string | URL | undefined;
  /**
   * Of all viewers of the page with the same options, which share them. Default: one less than the machine has cores, at
   * least 1, at most 4. 0 decodes on the page.
   */
  maxWorkerCount?: number | undefined;
}

/** The worker as it was built in. */
export interface BuiltInWorker {
  /** A file of its own. */
  workerUrl: string | undefined;
  /** For a blob; may be empty. */
  workerCode: string;
}

export class FrameDecoder {
  readonly #options: FrameDecoderOptions;
  readonly #loadWorker: () => Promise<BuiltInWorker>;
  #taken: Promise<ReturnType<typeof takeCodecRunner>> | undefined;

  constructor(options: FrameDecoderOptions, loadWorker: () => Promise<BuiltInWorker>) {
    this.#options = options;
    this.#loadWorker = loadWorker;
  }

  /** Returns a frame that can be painted; native samples are unpacked at once, a codestream is decoded on a worker. */
  async decode(file: DicomFile, frameIndex: number, request: DecodeRequest): Promise<DecodedFrame> {
    const decoderFor: DecoderFor = (family) => {
      if (!hasOwnDecoder(family)) return undefined;
      return async (bytes, facts) => {
        this.#taken ??= this.#takeRunner();
        const { runner } = await this.#taken;
        return runner.run(family, bytes, facts, request);
      };
    };
    const frame = await decodeFrame(file, frameIndex, { decoderFor });
    await loadPainting(frame);
    return frame;
  }

  async close(): Promise<void> {
    const taken = await this.#taken?.catch(() => undefined);
    this.#taken = undefined;
    await taken?.release();
  }

  /** Tries again after a failure. */
  async #takeRunner(): Promise<ReturnType<typeof takeCodecRunner>> {
    try {
      const { takeCodecRunner } = await import("./codec-runner.ts");
      return takeCodecRunner(this.#options, this.#loadWorker);
    } catch (error) {
      this.#taken = undefined;
      throw error;
    }
  }
}
