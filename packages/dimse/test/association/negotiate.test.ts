import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { AcceptedContext, AcceptorPolicy } from "../../src/association/acceptor-policy.ts";
import { negotiateAsAcceptor } from "../../src/association/negotiate.ts";
import { createProposal } from "../../src/association/proposal.ts";
import { readAcceptorAnswer } from "../../src/association/read-answer.ts";
import type { AssociateAcPdu, AssociateRqPdu } from "../../src/pdu/types.ts";

const test = testSuite("dimse/negotiate");

const IMPLICIT = "1.2.840.10008.1.2";
const EXPLICIT = "1.2.840.10008.1.2.1";
const JPEG = "1.2.840.10008.1.2.4.50";
const CT = "1.2.840.10008.5.1.4.1.1.2";
const MWL = "1.2.840.10008.5.1.4.31";

const CONTEXTS: AcceptedContext[] = [
  { abstractSyntax: CT, transferSyntaxes: [IMPLICIT, EXPLICIT, JPEG] },
  { abstractSyntax: MWL, transferSyntaxes: [EXPLICIT, IMPLICIT], preference: "acceptor" },
];

function policy(changes: Partial<AcceptorPolicy> = {}): AcceptorPolicy {
  return {
    aeTitle: "MINIPACS",
    contexts: new Map(CONTEXTS.map((context) => [context.abstractSyntax, context])),
    maxPduLengthBytes: 65_536,
    implementationClassUid: "1.2.3",
    implementationVersionName: "TEST",
    ...changes,
  };
}

function proposal(
  contexts: Parameters<typeof createProposal>[0]["contexts"],
  changes: Partial<AssociateRqPdu> = {},
): AssociateRqPdu {
  return {
    ...createProposal({
      calledAeTitle: "MINIPACS",
      callingAeTitle: "MODALITY",
      contexts,
      maxPduLengthBytes: 16_384,
      implementationClassUid: "9.9",
      implementationVersionName: "SCU",
    }),
    ...changes,
  };
}

function accepted(rq: AssociateRqPdu, changes: Partial<AcceptorPolicy> = {}) {
  const answer = negotiateAsAcceptor(rq, policy(changes));
  if (answer.kind !== "accept") throw new Error(`not accepted: ${answer.text}`);
  return answer;
}

for (const [name, abstractSyntax, offered, result, transferSyntax] of [
  ["the first proposed that is accepted", CT, [JPEG, EXPLICIT], 0, JPEG],
  ["the requestor's order for storage", CT, [EXPLICIT, IMPLICIT], 0, EXPLICIT],
  ["past what is not accepted", CT, ["1.2.3.4", IMPLICIT], 0, IMPLICIT],
  ["the acceptor's order where it prefers", MWL, [IMPLICIT, EXPLICIT], 0, EXPLICIT],
  ["no common transfer syntax", MWL, [JPEG], 4, JPEG],
  ["an unknown abstract syntax", "1.2.3.4.5", [EXPLICIT], 3, EXPLICIT],
] as const) {
  test(`context: ${name}`, () => {
    const answer = accepted(proposal([{ abstractSyntax, transferSyntaxes: offered }]));
    assert.equal(answer.pdu.presentationContexts, [{ id: 1, result, transferSyntax }]);
    assert.is(answer.contexts[0]?.isAccepted, result === 0);
    assert.is(answer.contexts[0]?.transferSyntax, result === 0 ? transferSyntax : undefined);
  });
}

for (const [name, rq, changes, expected] of [
  ["protocol version", { protocolVersion: 2 }, {}, { result: 1, source: 2, reason: 2 }],
  ["application context", { applicationContextName: "1.2" }, {}, { result: 1, source: 1, reason: 2 }],
  [
    "called AE title",
    { calledAeTitle: "OTHER" },
    { requireCalledAeTitle: true },
    { result: 1, source: 1, reason: 7 },
  ],
  ["calling AE title", {}, { callingAeTitles: ["OTHER"] }, { result: 1, source: 1, reason: 3 }],
  ["a full server", {}, { isFull: true }, { result: 2, source: 3, reason: 2 }],
] as const) {
  test(`rejects for ${name}`, () => {
    const answer = negotiateAsAcceptor(proposal([{ abstractSyntax: CT }], rq), policy(changes));
    assert.is(answer.kind, "reject");
    if (answer.kind === "reject") assert.equal(answer.pdu, { type: "A-ASSOCIATE-RJ", ...expected });
  });
}

test("takes any AE title unless told otherwise, and higher version bits", () => {
  assert.ok(accepted(proposal([{ abstractSyntax: CT }], { calledAeTitle: "", protocolVersion: 3 })));
  assert.ok(
    accepted(proposal([{ abstractSyntax: CT }]), {
      callingAeTitles: ["MODALITY"],
      requireCalledAeTitle: true,
    }),
  );
});

for (const ids of [[2], [1, 1], [1, 3, 4]]) {
  test(`aborts for context IDs ${ids.join(", ")}`, () => {
    const rq = proposal([]);
    rq.presentationContexts = ids.map((id) => ({ id, abstractSyntax: CT, transferSyntaxes: [IMPLICIT] }));
    assert.is(negotiateAsAcceptor(rq, policy()).kind, "abort");
  });
}

test("sends back the AE titles, announces our own maximum length, not the smaller of both", () => {
  const { pdu } = accepted(proposal([{ abstractSyntax: CT }]));
  assert.is(pdu.calledAeTitle, "MINIPACS");
  assert.is(pdu.callingAeTitle, "MODALITY");
  assert.is(pdu.userInformation.maximumLength, 65_536);
});

test("answers an operations window only if asked, with 1 and 1", () => {
  const rq = proposal([{ abstractSyntax: CT }]);
  assert.is(accepted(rq).pdu.userInformation.asyncOperationsWindow, undefined);
  rq.userInformation.asyncOperationsWindow = { maximumInvoked: 0, maximumPerformed: 8 };
  assert.equal(accepted(rq).pdu.userInformation.asyncOperationsWindow, {
    maximumInvoked: 1,
    maximumPerformed: 1,
  });
});

for (const [name, offer, allowsRequestorAsScp, answered, isScu, isScp] of [
  ["none proposed", {}, true, [], true, false],
  ["SCP proposed and allowed", { scuRole: true, scpRole: true }, true, [[true, true]], true, true],
  ["SCP proposed and refused", { scuRole: true, scpRole: true }, false, [[true, false]], true, false],
  ["only SCP proposed", { scpRole: true }, true, [[false, true]], false, true],
] as const) {
  test(`roles: ${name}`, () => {
    const contexts = new Map([
      [CT, { abstractSyntax: CT, transferSyntaxes: [EXPLICIT], allowsRequestorAsScp }],
    ]);
    const rq = proposal([{ abstractSyntax: CT, ...offer }]);
    const answer = accepted(rq, { contexts });
    assert.equal(
      answer.pdu.userInformation.roleSelections.map(({ scuRole, scpRole }) => [scuRole, scpRole]),
      answered,
    );
    for (const context of [answer.contexts[0], readAcceptorAnswer(rq, answer.pdu)[0]]) {
      assert.is(context?.requestorIsScu, isScu);
      assert.is(context?.requestorIsScp, isScp);
    }
  });
}

test("the requestor reads all five results", () => {
  const rq = proposal([0, 1, 2, 3, 4].map(() => ({ abstractSyntax: CT })));
  const { pdu } = accepted(rq);
  const answer: AssociateAcPdu = {
    ...pdu,
    presentationContexts: [0, 1, 2, 3, 4].map((result, i) => ({
      id: 2 * i + 1,
      result,
      transferSyntax: result === 0 ? EXPLICIT : undefined,
    })),
  };
  const contexts = readAcceptorAnswer(rq, answer);
  assert.equal(
    contexts.map(({ result, isAccepted }) => [result, isAccepted]),
    [
      [0, true],
      [1, false],
      [2, false],
      [3, false],
      [4, false],
    ],
  );
});

for (const [name, presentationContexts] of [
  ["no answer", []],
  ["a transfer syntax that was not offered", [{ id: 1, result: 0, transferSyntax: JPEG }]],
  ["no transfer syntax", [{ id: 1, result: 0, transferSyntax: undefined }]],
  ["an answer to another context", [{ id: 7, result: 0, transferSyntax: EXPLICIT }]],
] as const) {
  test(`the requestor takes ${name} for a rejection`, () => {
    const rq = proposal([{ abstractSyntax: CT }]);
    const answer = { ...accepted(rq).pdu, presentationContexts: [...presentationContexts] };
    const [context] = readAcceptorAnswer(rq, answer);
    assert.is(context?.isAccepted, false);
    assert.is(context?.result, 2);
    assert.is(context?.transferSyntax, undefined);
  });
}

test("a proposal has odd context IDs in order and the usual transfer syntaxes", () => {
  const rq = proposal([{ abstractSyntax: CT }, { abstractSyntax: MWL, transferSyntaxes: [IMPLICIT] }]);
  assert.equal(rq.presentationContexts, [
    { id: 1, abstractSyntax: CT, transferSyntaxes: [EXPLICIT, IMPLICIT] },
    { id: 3, abstractSyntax: MWL, transferSyntaxes: [IMPLICIT] },
  ]);
});
