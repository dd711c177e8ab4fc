import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { MESSAGES } from "../../src/message/command-table.ts";
import { describeStatus, STATUS, statusClass } from "../../src/message/status.ts";
import { SERVICE_STATUSES } from "../../src/message/status-service-tables.ts";
import { GENERAL_STATUSES, type StatusRow, type StatusService } from "../../src/message/status-table.ts";

const test = testSuite("dimse/status-table");

const ROWS = [...GENERAL_STATUSES, ...SERVICE_STATUSES];
const SERVICES = MESSAGES.filter(({ name }) => name.endsWith("-RSP")).map(
  ({ name }) => name.slice(0, -"-RSP".length) as StatusService,
);

/** The codes that the sections of PS3.7 list by number, without those that PS3.4 gives a value. */
const LISTED: Record<StatusService, string> = {
  "C-STORE": "0000 0117 0122 0124 0210 0211 0212", // 9.1.1.1.9
  "C-FIND": "0000 0122 FE00 FF00 FF01", // 9.1.2.1.6
  "C-GET": "0000 0122 0124 0210 0211 0212 FE00 FF00", // 9.1.3.1.6
  "C-MOVE": "0000 0122 0124 0210 0211 0212 FE00 FF00", // 9.1.4.1.7
  "C-ECHO": "0000 0122 0210 0211 0212", // 9.1.5.1.4
  "N-EVENT-REPORT": "0000 0110 0112 0113 0114 0115 0117 0118 0119 0210 0211 0212 0213", // 10.1.1.1.8
  "N-GET": "0000 0001 0107 0110 0112 0117 0118 0119 0124 0210 0211 0212 0213", // 10.1.2.1.9
  "N-SET": "0000 0001 0105 0106 0107 0110 0112 0116 0117 0118 0119 0121 0124 0210 0211 0212 0213", // 10.1.3.1.9
  "N-ACTION": "0000 0110 0112 0114 0115 0117 0118 0119 0123 0124 0210 0211 0212 0213", // 10.1.4.1.10
  "N-CREATE": "0000 0105 0106 0107 0110 0111 0116 0117 0118 0120 0121 0124 0210 0211 0212 0213", // 10.1.5.1.6
  "N-DELETE": "0000 0110 0112 0117 0118 0119 0124 0210 0211 0212 0213", // 10.1.6.1.7
};

test("lists for each service what its section in PS3.7 lists", () => {
  assert.equal(Object.keys(LISTED).sort(), [...SERVICES].sort());
  for (const service of SERVICES) {
    const codes = GENERAL_STATUSES.filter(({ services }) => services.includes(service)).map(
      ({ code }) => code,
    );
    assert.equal(codes.sort(), LISTED[service].split(" ").sort(), service);
  }
});

test("has a row for each section of PS3.7 Annex C that gives a code", () => {
  assert.is(GENERAL_STATUSES.length, 27);
  const failures = GENERAL_STATUSES.filter(({ statusClass }) => statusClass === "failure");
  const numbers = failures.map(({ section }) => Number(section.slice("PS3.7 C.5.".length)));
  // C.5.1 to C.5.5 leave the code to the service class.
  assert.equal(
    numbers.sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, i) => i + 6),
  );
});

test("has the rows of the service classes", () => {
  const count = (serviceClass: string, statusClass: string) =>
    SERVICE_STATUSES.filter((row) => row.serviceClass === serviceClass && row.statusClass === statusClass)
      .length;
  for (const [serviceClass, failures, warnings] of [
    ["Storage", 3, 3],
    ["Query/Retrieve", 11, 1],
    ["Repository Query", 1, 1],
    ["Relevant Patient Information Query", 2, 0],
    ["Modality Performed Procedure Step", 1, 0],
    ["Print Management", 7, 8],
    ["Application Event Logging", 7, 3],
    ["Media Creation Management", 4, 0],
    ["Unified Procedure Step", 14, 5],
    ["RT Machine Verification", 8, 0],
  ] as const) {
    assert.equal(
      [count(serviceClass, "failure"), count(serviceClass, "warning")],
      [failures, warnings],
      serviceClass,
    );
  }
});

test("every row has the class of its digits, in all its services", () => {
  for (const row of ROWS) {
    assert.ok(row.from <= row.to && row.to <= 0xffff, row.code);
    for (const service of row.services) {
      assert.is(statusClass(row.from, service), row.statusClass, `${row.code} ${service}`);
      assert.is(statusClass(row.to, service), row.statusClass, `${row.code} ${service}`);
    }
    assert.ok(row.services.length > 0 && row.meaning !== "", row.code);
  }
});

test("01xx and 02xx belong to PS3.7, Axxx, Bxxx and Cxxx to the service classes", () => {
  for (const { code } of GENERAL_STATUSES) assert.match(code, /^(0[012]|F[EF])/);
  // MPPS says why the processing failed, with the general code and an error ID.
  for (const { code } of SERVICE_STATUSES.filter(({ from }) => from !== 0x0110)) assert.match(code, /^[ABC]/);
});

test("rows of a service that overlap nest, the narrow one first", () => {
  let overlaps = 0;
  for (const service of SERVICES) {
    const rows = SERVICE_STATUSES.filter(({ services }) => services.includes(service));
    rows.forEach((row, i) => {
      for (const other of rows.slice(i + 1)) {
        if (other.to < row.from || row.to < other.from) continue;
        overlaps += 1;
        if (row.serviceClass !== other.serviceClass && width(row) > width(other)) continue;
        assert.ok(width(row) < width(other), `${service}: ${row.code} before ${other.code}`);
      }
    });
  }
  assert.ok(overlaps > 0);
});

const width = ({ from, to }: StatusRow) => to - from;

test("every row is what is told of its codes, given its service class", () => {
  for (const row of ROWS) {
    for (const service of row.services) {
      assert.is(describeStatus(row.to, service, row.serviceClass), row.meaning, `${row.code} ${service}`);
    }
  }
});

test("every code that this package sends is in a table", () => {
  for (const [name, status] of Object.entries(STATUS)) {
    assert.ok(
      ROWS.some(({ from, to }) => from <= status && status <= to),
      name,
    );
  }
});
