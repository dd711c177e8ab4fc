import { LONG_RUN_LIMIT_MS } from "../../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import "../../../src/index.ts";
import { decodeJpeg } from "../../../src/pixel/jpeg/decode-jpeg.ts";
import { fuzzCodec } from "../../support/codec-fuzz.ts";
import { jpegStream } from "../../support/jpeg-vectors.ts";

const SEEDS = [
  "cjpeg",
  "cjpeg -restart 1B",
  "cjpeg -rgb -sample 2x2",
  "cjpeg -rgb -sample 4x1",
  "cjpeg -rgb -sample 2x2 -restart 1B -scans sequential",
  "cjpeg -rgb -sample 2x2 -scans progressive",
  "cjpeg -progressive -restart 3B",
  "dcmcjpeg +ee",
  "dcmcjpeg +ep +q 100",
];

fuzzCodec(
  testSuite("core/jpeg on damaged bytes", { timeoutMs: LONG_RUN_LIMIT_MS }),
  SEEDS.map((name) => ({ name, bytes: jpegStream(name), decode: decodeJpeg })),
);
