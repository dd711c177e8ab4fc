/** What `--check` fails for, beside what the document has. */
import * as assert from "uvu/assert";
import { testSuite } from "../test/suite.ts";
import { documentedMachine, isSameProcessor, whyNew } from "./check.ts";
import { formatFigure, formatRatio, parseFigure } from "./format.ts";
import { targetTable } from "./report.ts";
import type { TargetResult } from "./targets.ts";

const test = testSuite("tools/bench/check");

/** A target of the case "parse" that is missed, with its reason. */
const missed = (entry: Partial<TargetResult> & Pick<TargetResult, "figure">): TargetResult => {
  const { unit = "times", limit = 2, figure } = entry;
  return {
    case: "parse",
    target: unit === "times" ? `at least ${limit} times fast` : `at most ${formatFigure(limit, unit)}`,
    reached: unit === "times" ? `${formatRatio(figure)} times` : formatFigure(figure, unit),
    isMet: false,
    isTime: false,
    shortfall: "nobody is faster.",
    ...{ unit, limit },
    ...entry,
  };
};
const ratio = (figure: number) => missed({ figure });
const size = (figure: number) => missed({ figure, limit: 15_000, unit: "B" });
const frames = (figure: number) => missed({ figure, limit: 0, unit: "frames" });
const documentOf = (entry: TargetResult, isMet = false) => targetTable([{ ...entry, isMet }]);

test("a target that the document has as missed may be missed, but not by twice as much", () => {
  assert.is(whyNew(ratio(0.91), documentOf(ratio(1.8))), undefined);
  assert.is(whyNew(ratio(0.89), documentOf(ratio(1.8))), "the document has 1.80 times");
  assert.is(whyNew(size(31_900), documentOf(size(16_000))), undefined);
  assert.is(whyNew(size(32_100), documentOf(size(16_000))), "the document has 16.0 kB");
});

test("a target that the document has as met may be missed by a tenth", () => {
  assert.is(whyNew(ratio(1.81), documentOf(ratio(4), true)), undefined);
  assert.is(whyNew(ratio(1.79), documentOf(ratio(4), true)), "the document has 4.00 times");
  assert.is(whyNew(size(16_400), documentOf(size(9000), true)), undefined);
  assert.is(whyNew(size(16_600), documentOf(size(9000), true)), "the document has 9.00 kB");
});

test("one dropped frame more is chance, whether the document has none or some", () => {
  assert.is(whyNew(frames(1), documentOf(frames(0), true)), undefined);
  assert.is(whyNew(frames(2), documentOf(frames(0), true)), "the document has 0.00 frames");
  assert.is(whyNew(frames(5), documentOf(frames(2))), undefined);
  assert.is(whyNew(frames(6), documentOf(frames(2))), "the document has 2.00 frames");
});

test("on another processor a ratio that the document has as met may be missed, if it is not far from what stands there", () => {
  const elsewhere = (figure: number, documented: number) =>
    whyNew(ratio(figure), documentOf(ratio(documented), true), { isElsewhere: true });
  assert.is(elsewhere(1.6, 3), undefined);
  assert.is(elsewhere(1.4, 3), "the document has 3.00 times");
  // Never stricter than on the same one.
  assert.is(elsewhere(1.9, 400), undefined);
  assert.is(whyNew(ratio(1.9), documentOf(ratio(400), true)), undefined);
});

test("there it needs no reason; what is far does, and sizes and frames are judged as ever", () => {
  const isElsewhere = true;
  const { shortfall: _, ...unexplained } = ratio(1.6);
  assert.is(whyNew(unexplained, documentOf(ratio(3), true), { isElsewhere }), undefined);
  assert.is(whyNew(unexplained, documentOf(ratio(3.3), true), { isElsewhere }), "without a reason");
  assert.is(whyNew(unexplained, "", { isElsewhere }), "without a reason");
  assert.is(whyNew(size(16_600), documentOf(size(9000), true), { isElsewhere }), "the document has 9.00 kB");
  assert.is(whyNew(size(16_400), documentOf(size(9000), true), { isElsewhere }), undefined);
  assert.is(whyNew(frames(2), documentOf(frames(0), true), { isElsewhere }), "the document has 0.00 frames");
});

test("the processor of a suite is read from its section", () => {
  const line = "2 × Some(R) Processor, 24 GiB, linux x64, Node 20.20.2; DCMTK 3.6.7.";
  const document = `# Benchmarks\n\n## core\n\n2026-11-30, 2 × Other, 8 GiB.\n\n## dimse\n\n2026-11-30, ${line}\n`;
  assert.is(documentedMachine(document, "dimse"), line);
  assert.is(documentedMachine(document, "dimse-large"), undefined);
  assert.ok(isSameProcessor(line, "4 × Some(R) Processor, 8 GiB"));
  assert.not.ok(isSameProcessor(line, documentedMachine(document, "core") as string));
});

test("without a reason a missed target is new, whatever the document has", () => {
  const { shortfall: _, ...unexplained } = ratio(1.9);
  assert.is(whyNew(unexplained, documentOf(unexplained)), "without a reason");
  assert.is(whyNew(unexplained, ""), "without a reason");
});

test("with a reason it is known where the document has nothing to compare with", () => {
  assert.is(whyNew(ratio(0.1), ""), undefined);
  assert.is(whyNew({ ...ratio(0.1), case: "write" }, documentOf(ratio(1.8))), undefined);
  const nothing = missed({ figure: Number.NaN, reached: "not comparable" });
  assert.is(whyNew(nothing, documentOf(nothing)), undefined);
  assert.is(whyNew(nothing, documentOf(ratio(1.8))), "the document has 1.80 times");
});

test("what is met and what is a time is never new", () => {
  const { shortfall: _, ...unexplained } = ratio(0.1);
  assert.is(whyNew({ ...unexplained, isMet: true }, documentOf(ratio(4), true)), undefined);
  assert.is(whyNew({ ...unexplained, isTime: true }, documentOf(ratio(4), true)), undefined);
});

test("figures are read as they are written, sizes in bytes", () => {
  for (const bytes of [990, 1100, 15_000, 71_406_000]) {
    assert.is(parseFigure(formatFigure(bytes, "B")), bytes);
  }
  assert.is(parseFigure(`${formatRatio(12.3)} times`), 12.3);
  assert.is(parseFigure(formatFigure(1, "frames")), 1);
  assert.ok(Number.isNaN(parseFigure("not comparable")));
  assert.ok(Number.isNaN(parseFigure(formatFigure(Number.NaN, "B"))));
});
