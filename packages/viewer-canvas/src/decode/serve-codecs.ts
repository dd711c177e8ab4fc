/** What a worker that decodes frames does: gets codestreams, answers with samples, which are handed over. */
import { ownDecoder } from "@minipacs/dicom-core/codecs";
import type { CodecJob, CodecResult } from "./codec-job.ts";
import type { JobMessage, ResultMessage } from "./worker-pool.ts";

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  addEventListener(type: "message", listener: (event: MessageEvent<JobMessage<CodecJob>>) => void): void;
  postMessage(message: ResultMessage<CodecResult>, transfer?: Transferable[]): void;
}

/** Answers the messages that this worker is sent. */
export function serveCodecs(): void {
  const scope = globalThis as unknown as WorkerScope;
  scope.addEventListener("message", ({ data: { id, job } }) => {
    decode(job).then(
      (result) => scope.postMessage({ id, result }, [result.image.samples.buffer as ArrayBuffer]),
      (error: unknown) => {
        const { code = "PIXEL_DECODER_FAILED", message = String(error) } = error as {
          code?: string;
          message?: string;
        };
        scope.postMessage({ id, error: { code, message } });
      },
    );
  });
}

async function decode({ family, bytes, facts }: CodecJob): Promise<CodecResult> {
  const decoder = await ownDecoder(family);
  if (decoder === undefined) throw new Error(`no decoder of ${family}`);
  const problems: CodecResult["problems"] = [];
  const image = await decoder(bytes, { ...facts, report: (problem) => problems.push(problem) });
  return { image: withOwnBuffer(image), problems };
}

/** Samples that are a part of a scratch buffer are copied: a buffer is handed over as a whole. */
function withOwnBuffer(image: CodecResult["image"]): CodecResult["image"] {
  const { samples } = image;
  return samples.byteLength === samples.buffer.byteLength ? image : { ...image, samples: samples.slice() };
}
