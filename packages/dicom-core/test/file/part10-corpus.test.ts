/** Part 10 files of the corpus, and what other readers make of those that are written. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  isDicomError,
  readDicomFile,
  TRANSFER_SYNTAX,
  VR_TABLE,
  writeDataset,
  writeDicomFile,
} from "../../src/index.ts";

const corpus = testSuite("core/part10 on the corpus", { data: true, timeoutMs: 60_000 });
const dcmtk = testSuite("core/part10 read by DCMTK and pydicom", {
  tools: ["dcmdump", PYTHON],
  timeoutMs: 60_000,
});

/** Of these the first bytes are lost, or they never were DICOM. */
const NO_DICOM = /no_meta\.dcm$|truncated_in_preamble|not_dicom/;

corpus("every file that can be read is written back byte for byte", () => {
  const root = requireData("dicom");
  let identical = 0;
  const problems: string[] = [];
  for (const path of readdirSync(root, { recursive: true, encoding: "utf8" }).sort()) {
    const full = join(root, path);
    if (!statSync(full).isFile() || /\.(md|tsv)$/.test(path)) continue;
    const bytes = new Uint8Array(readFileSync(full));
    try {
      const file = readDicomFile(bytes);
      for (const { tag } of file.dataset.elements()) file.dataset.get(tag);
      if (!file.diagnostics.some(({ code }) => code.startsWith("DATASET_IS_"))) {
        const body = writeDataset(file.dataset, { transferSyntaxUid: file.transferSyntaxUid });
        assertBytes(body, bytes.subarray(bytes.length - body.length), path);
      }
      assertBytes(writeDicomFile(file), bytes, path);
      identical += 1;
    } catch (error) {
      if (!NO_DICOM.test(path) || !isDicomError(error, "FILE_NOT_DICOM"))
        problems.push(`${path}: ${(error as Error).message}`);
    }
  }
  assert.equal(problems, []);
  process.stdout.write(`${identical} files byte for byte `);
  assert.ok(identical >= 509, `${identical}`);
});

dcmtk("reads an element of every VR from files in each native syntax", async () => {
  const all = createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: "2.25.1",
    SpecificCharacterSet: "ISO_IR 192",
  });
  all.set(0x00090010, "MINIPACS TEST");
  const values: Record<string, unknown> = {
    AE: "TITLE",
    AS: "042Y",
    AT: 0x00181063,
    CS: "CODE",
    DA: "20261124",
    DS: "1.50",
    DT: "20261124131500.25+0100",
    FD: 0.1,
    FL: 0.5,
    IS: "-42",
    LO: "Straße",
    LT: "a\\b",
    OB: Uint8Array.of(1, 2),
    OD: new Uint8Array(8),
    OF: new Uint8Array(4),
    OL: Uint8Array.of(1, 2, 3, 4),
    OV: new Uint8Array(8),
    OW: Uint8Array.of(1, 2),
    PN: "Müller^Hans",
    SH: "short",
    SL: -70000,
    SQ: [createDataset({ Modality: "CT" })],
    SS: -7,
    ST: "text",
    SV: -5_000_000_000n,
    TM: "131500",
    UC: "many",
    UI: "1.2.3",
    UL: 4_000_000_000,
    UN: Uint8Array.of(9, 9),
    UR: "http://localhost/",
    US: 65535,
    UT: "long",
    UV: 18_000_000_000_000_000_000n,
  };
  assert.equal(Object.keys(values).sort(), Object.keys(VR_TABLE).sort());
  for (const [index, vr] of (Object.keys(VR_TABLE) as (keyof typeof VR_TABLE)[]).entries()) {
    all.set(0x00091000 + index, values[vr], { vr });
  }
  const folder = mkdtempSync(join(tmpdir(), "minipacs-vr-"));
  try {
    for (const syntax of [
      "explicitVrLittleEndian",
      "explicitVrBigEndian",
      "implicitVrLittleEndian",
    ] as const) {
      const path = join(folder, `${syntax}.dcm`);
      writeFileSync(path, writeDicomFile({ dataset: all, transferSyntaxUid: TRANSFER_SYNTAX[syntax] }));
      const { code, output } = await runTool("dcmdump", ["-v", "+L", "-Un", path]);
      assert.is(code, 0, output);
      // In Implicit VR dcmdump tells how it finds the private sequence: by its undefined length.
      assert.not.match(
        output.replace(/^W: Found element .* reading a sequence with .*/m, ""),
        /^[EW]:/m,
        output,
      );
      assert.match(output, /\(0008,0060\) CS \[CT\]/);
      if (syntax === "implicitVrLittleEndian") continue;
      assert.match(output, /DS \[1\.50\]/);
      for (const text of [
        "SL -70000",
        "SS -7",
        "UL 4000000000",
        "FD 0.1",
        "PN [Müller^Hans]",
        "SV -5000000000",
        "UV 18000000000000000000",
      ]) {
        assert.ok(output.includes(text), `${syntax}: ${text}\n${output}`);
      }
      const script =
        "import pydicom,sys; d=pydicom.dcmread(sys.argv[1]); [str(e.value) for e in d.iterall()]; print(len(list(d.iterall())), d[0x0009,0x1012].value)";
      const python = await runTool(PYTHON, ["-c", script, path]);
      assert.is(python.code, 0, python.output);
      assert.match(python.stdout, /^39 /, python.output);
      assert.match(python.stdout, /Müller\^Hans/);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
