/** Pages of long lists: as of short ones, and others have their turn meanwhile. */
import * as assert from "uvu/assert";
import "../../src/index.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createApp } from "../../src/http/app.ts";
import { pageOf } from "../../src/http/page-of.ts";
import { readWorklistEntry, representWorklistEntry } from "../../src/http/represent.ts";
import { worklistQuery } from "../../src/http/schemas/worklist.ts";
import { EventStreams } from "../../src/http/sse.ts";
import { createSamples } from "../../src/services/worklist-samples.ts";
import { WorklistStore } from "../../src/services/worklist-store.ts";
import { parseWorklistItem } from "../../src/worklist/parse-item.ts";
import { withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/http/page-of");

const numbers = Array.from({ length: 2000 }, (_, n) => n);

test("a list is filtered, searched and sorted, by members or as a whole", async () => {
  const represent = (n: number) => ({ n, name: n % 2 === 0 ? `Even ${n}` : `odd ${n}` });
  const names = async (query: object) => {
    const whole = await pageOf(numbers, represent, { limit: 3, offset: 0, ...query });
    const read = (n: number, member: string) => represent(n)[member as "n" | "name"];
    assert.equal(await pageOf(numbers, represent, { limit: 3, offset: 0, ...query }, read), whole);
    return [whole.totalCount, ...whole.items.map(({ name }) => name)];
  };
  assert.equal(await names({}), [2000, "odd 1997", "Even 1998", "odd 1999"]);
  assert.equal(await names({ offset: 1 }), [2000, "Even 1996", "odd 1997", "Even 1998"]);
  assert.equal(await names({ name: "even 199?" }), [5, "Even 1994", "Even 1996", "Even 1998"]);
  assert.equal(await names({ sort: "n", name: "ODD*" }), [1000, "odd 1", "odd 3", "odd 5"]);
  assert.equal(await names({ sort: "-n", offset: 1 }), [2000, "Even 1998", "odd 1997", "Even 1996"]);
  assert.equal(await names({ q: "VEN 100" }), [6, "Even 1004", "Even 1006", "Even 1008"]);
});

test("dates fit ranges, with both days in them; other members have none", async () => {
  const items = ["20260131", "20260201", "20260215", "", "2026"].map((StudyDate) => ({
    StudyDate,
    id: StudyDate,
  }));
  const dates = async (query: object) =>
    (await pageOf(items, (item) => item, { limit: 9, offset: 0, ...query })).items.map(({ id }) => id);
  assert.equal(await dates({ StudyDate: "20260201-20260215" }), ["20260201", "20260215"]);
  assert.equal(await dates({ StudyDate: "20260202-" }), ["20260215"]);
  assert.equal(await dates({ StudyDate: "-20260131" }), ["20260131"]);
  assert.equal(await dates({ StudyDate: "20260201" }), ["20260201"]);
  assert.equal(await dates({ StudyDate: "202602*" }), ["20260201", "20260215"]);
  assert.equal(await dates({ StudyDate: "2026-02-01" }), ["20260201"]);
  assert.equal(await dates({ StudyDate: "2026-02-01-2026-02-15" }), ["20260201", "20260215"]);
  assert.equal(await dates({ StudyDate: "-" }), []);
  assert.equal(await dates({ id: "20260202-" }), []);
});

test("a list that never changes is sorted once for all its pages", async () => {
  let readCount = 0;
  const page = (sort: string, offset: number) =>
    pageOf(
      numbers,
      (n) => ({ n }),
      { limit: 2, offset, sort },
      (n) => {
        readCount += 1;
        return n;
      },
    );
  assert.equal((await page("-n", 0)).items, [{ n: 1999 }, { n: 1998 }]);
  const once = readCount;
  assert.equal(await page("-n", 1998), { items: [{ n: 1 }, { n: 0 }], totalCount: 2000 });
  assert.is(readCount, once);
  assert.equal((await page("n", 1)).items, [{ n: 1 }, { n: 2 }]);
  assert.ok(readCount > once);
});

test("who looks through a long list leaves others their turn", async () => {
  let turnCount = 0;
  const timer = setInterval(() => {
    turnCount += 1;
  }, 1);
  const represent = (n: number) => {
    const end = performance.now() + 0.1;
    while (performance.now() < end);
    return { n };
  };
  await pageOf(numbers, represent, { limit: 1, offset: 0, sort: "n" });
  clearInterval(timer);
  assert.ok(turnCount >= 5, `${turnCount} turns in 200 ms`);
});

test("single texts of an entry are those that it is represented with", () => {
  const worklist = new WorklistStore({});
  worklist.add(createSamples(new Date()));
  worklist.add([{ dataset: parseWorklistItem({ PatientName: "Nobody" }) }]);
  const members = Object.keys(worklistQuery.shape).filter((name) => /^[A-Z]/.test(name));
  assert.is(members.length, 8);
  for (const entry of worklist.list()) {
    const whole = representWorklistEntry(entry) as Record<string, unknown>;
    for (const member of [...members, "createdAt", "updatedAt", "ScheduledProcedureStepStartTime"]) {
      assert.is(readWorklistEntry(entry, member), whole[member], member);
    }
  }
});

const ITEMS = [
  { PatientName: "One", AccessionNumber: "A1", steps: [{ Modality: "CT" }, { Modality: "MR" }] },
  { PatientName: "Two", AccessionNumber: "a1", steps: [{ Modality: "" }, { Modality: "CT" }] },
  {
    ...{ PatientName: "Three", AccessionNumber: "" },
    steps: [
      { Modality: "MR", ScheduledStationAETitle: "ST1\\ST2", ScheduledProcedureStepStartDate: "20261130" },
    ],
  },
];

for (const [query, names] of [
  ["Modality=ct", ["One"]],
  ["Modality=", ["Two"]],
  ["Modality=*", ["One", "Two", "Three"]],
  ["AccessionNumber=a1", ["One", "Two"]],
  ["AccessionNumber=", ["Three"]],
  ["ScheduledStationAETitle=ST1*ST2", ["Three"]],
  ["ScheduledStationAETitle=ST1", []],
  ["ScheduledProcedureStepStartDate=202611*", ["Three"]],
  ["ScheduledProcedureStepStartDate=2026?130", ["Three"]],
  ["ScheduledProcedureStepStartDate=20261201", []],
  ["PatientName=t*&sort=PatientName", ["Three", "Two"]],
  ["q=st2", ["Three"]],
] as const) {
  test(`/api/worklist?${query}`, () =>
    withPacs(
      async (pacs) => {
        pacs.worklist.add(ITEMS.map((item) => ({ dataset: parseWorklistItem(item) })));
        const app = createApp(pacs, {
          ...{ host: "127.0.0.1", assets: undefined },
          streams: new EventStreams(pacs),
        });
        const answer = await app.request(`/api/worklist?${query}`, { headers: { host: "127.0.0.1" } });
        const { items, totalCount } = (await answer.json()) as {
          items: { PatientName: string }[];
          totalCount: number;
        };
        assert.equal(
          items.map(({ PatientName }) => PatientName),
          names,
        );
        assert.is(totalCount, names.length);
      },
      { samples: false },
    ));
}
