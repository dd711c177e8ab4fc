import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { AcceptedContext, AcceptorPolicy } from "../../src/association/acceptor-policy.ts";
import { createProposal } from "../../src/association/proposal.ts";
import { readAcceptorAnswer, readAgreedOptions } from "../../src/association/read-answer.ts";
import type { AssociateAcPdu, AssociateRqPdu } from "../../src/pdu/types.ts";
import { negotiateAsAcceptor } from "../support/negotiate-as-acceptor.ts";

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

const TOMO = "1.2.840.10008.5.1.4.1.1.3.1";
const PRIVATE = "1.2.276.0.99.1";

test("the policy refuses single contexts with any result", () => {
  const rq = proposal([CT, CT, CT, CT, CT].map((abstractSyntax) => ({ abstractSyntax })));
  const answer = accepted(rq, {
    refuseContext: ({ id }) => (({ 3: 1, 5: 2, 7: 3, 9: 4 }) as const)[id as 3 | 5 | 7 | 9],
  });
  assert.equal(
    answer.pdu.presentationContexts.map(({ result }) => result),
    [0, 1, 2, 3, 4],
  );
  for (const contexts of [answer.contexts, readAcceptorAnswer(rq, answer.pdu)]) {
    assert.equal(
      contexts.map(({ isAccepted, transferSyntax }) => [isAccepted, transferSyntax]),
      [[true, EXPLICIT], ...Array(4).fill([false, undefined])],
    );
  }
});

test("one abstract syntax in several contexts, each with its transfer syntax", () => {
  const rq = proposal(
    [JPEG, IMPLICIT, "1.2.3"].map((uid) => ({ abstractSyntax: CT, transferSyntaxes: [uid] })),
  );
  assert.equal(accepted(rq).pdu.presentationContexts, [
    { id: 1, result: 0, transferSyntax: JPEG },
    { id: 3, result: 0, transferSyntax: IMPLICIT },
    { id: 5, result: 4, transferSyntax: "1.2.3" },
  ]);
});

test("a context that is left without a role is refused by the user", () => {
  const contexts = new Map([[CT, { abstractSyntax: CT, transferSyntaxes: [EXPLICIT] }]]);
  const { pdu } = accepted(proposal([{ abstractSyntax: CT, scpRole: true }]), { contexts });
  assert.equal(pdu.presentationContexts, [{ id: 1, result: 1, transferSyntax: EXPLICIT }]);
  assert.equal(pdu.userInformation.roleSelections, []);
  const mine = new Map([
    [
      CT,
      {
        abstractSyntax: CT,
        transferSyntaxes: [EXPLICIT],
        allowsRequestorAsScu: false,
        allowsRequestorAsScp: true,
      },
    ],
  ]);
  const other = accepted(proposal([{ abstractSyntax: CT, scuRole: true, scpRole: true }]), {
    contexts: mine,
  });
  assert.equal(other.contexts[0]?.requestorIsScu, false);
  assert.equal(other.contexts[0]?.requestorIsScp, true);
});

test("more contexts than allowed are rejected for good", () => {
  const rq = proposal([{ abstractSyntax: CT }, { abstractSyntax: CT }]);
  const answer = negotiateAsAcceptor(rq, policy({ maxPresentationContexts: 1 }));
  assert.equal(answer.kind === "reject" && answer.pdu, {
    type: "A-ASSOCIATE-RJ",
    result: 1,
    source: 3,
    reason: 2,
  });
  assert.ok(accepted(rq, { maxPresentationContexts: 2 }));
});

test("AE titles of the policy count without padding", () => {
  assert.ok(
    accepted(proposal([{ abstractSyntax: CT }]), {
      aeTitle: " MINIPACS ",
      requireCalledAeTitle: true,
      callingAeTitles: ["OTHER", "MODALITY "],
    }),
  );
});

for (const [name, relation, offers, expected] of [
  [
    "by a related general SOP class",
    { serviceClassUid: "1.2.3", relatedGeneralSopClassUids: ["1.2", CT] },
    true,
    0,
  ],
  ["by its service class", { serviceClassUid: "1.2.840.10008.4.2" }, true, 0],
  [
    "but not by what is not accepted either",
    { serviceClassUid: "1.2.3", relatedGeneralSopClassUids: [TOMO] },
    true,
    3,
  ],
  ["but not unless the policy says so", { serviceClassUid: "1.2.840.10008.4.2" }, false, 3],
  ["but not without a relation", undefined, true, 3],
] as const) {
  test(`an unknown SOP class is taken ${name}`, () => {
    const rq = proposal([{ abstractSyntax: PRIVATE, ...(relation && { relation }) }]);
    const serviceClasses = offers
      ? new Map([["1.2.840.10008.4.2", { abstractSyntax: CT, transferSyntaxes: [EXPLICIT] }]])
      : undefined;
    assert.is(accepted(rq, { serviceClasses }).pdu.presentationContexts[0]?.result, expected);
    assert.equal(accepted(rq, { serviceClasses }).pdu.userInformation.commonExtendedNegotiations, []);
  });
}

test("extended negotiation is answered for accepted SOP classes, once each", () => {
  const asked: string[] = [];
  const rq = proposal([
    { abstractSyntax: MWL, applicationInformation: Uint8Array.of(1, 1, 1) },
    { abstractSyntax: CT, applicationInformation: Uint8Array.of(2) },
    { abstractSyntax: CT, applicationInformation: Uint8Array.of(9) },
    { abstractSyntax: PRIVATE, applicationInformation: Uint8Array.of(3) },
  ]);
  const answer = accepted(rq, {
    answerExtendedNegotiation: (uid, proposed) => {
      asked.push(uid);
      return uid === MWL ? proposed.map((byte, i) => (i === 1 ? 0 : byte)) : undefined;
    },
  });
  assert.equal(asked, [MWL, CT]);
  assert.equal(answer.pdu.userInformation.extendedNegotiations, [
    { sopClassUid: MWL, applicationInformation: Uint8Array.of(1, 0, 1) },
  ]);
  const expected = [
    { sopClassUid: MWL, proposed: Uint8Array.of(1, 1, 1), answered: Uint8Array.of(1, 0, 1) },
    { sopClassUid: CT, proposed: Uint8Array.of(2), answered: undefined },
    { sopClassUid: PRIVATE, proposed: Uint8Array.of(3), answered: undefined },
  ];
  assert.equal(answer.extendedNegotiations, expected);
  assert.equal(readAgreedOptions(rq, answer.pdu).extendedNegotiations, expected);
  assert.equal(accepted(rq).pdu.userInformation.extendedNegotiations, []);
});

for (const [name, asked, own, item, acceptor, requestor] of [
  ["not asked for", undefined, { maxInvoked: 9, maxPerformed: 9 }, undefined, [1, 1], [1, 1]],
  ["one way", { maxInvoked: 5, maxPerformed: 1 }, { maxInvoked: 1, maxPerformed: 3 }, [3, 1], [1, 3], [3, 1]],
  ["the acceptor's default", { maxInvoked: 5, maxPerformed: 7 }, undefined, [1, 1], [1, 1], [1, 1]],
  [
    "no limit on either side",
    { maxInvoked: Infinity, maxPerformed: 2 },
    { maxInvoked: 4, maxPerformed: Infinity },
    [0, 2],
    [2, Infinity],
    [Infinity, 2],
  ],
] as const) {
  test(`window of operations: ${name}`, () => {
    const rq = createProposal({
      calledAeTitle: "A",
      callingAeTitle: "B",
      contexts: [{ abstractSyntax: CT }],
      maxPduLengthBytes: 0,
      implementationClassUid: "1",
      implementationVersionName: "1",
      window: asked,
    });
    const { pdu, window } = accepted(rq, { window: own });
    const answered = pdu.userInformation.asyncOperationsWindow;
    assert.equal(answered && [answered.maximumInvoked, answered.maximumPerformed], item);
    assert.equal([window.maxInvoked, window.maxPerformed], acceptor);
    const agreed = readAgreedOptions(rq, pdu).window;
    assert.equal([agreed.maxInvoked, agreed.maxPerformed], requestor);
  });
}

test("an offer of neither role is the caller's mistake", () => {
  assert.throws(
    () => proposal([{ abstractSyntax: CT, scuRole: false, scpRole: false }]),
    (error: { code?: string }) => error.code === "ARG_CONTEXTS",
  );
});

test("a proposal carries relations and roles once for each SOP class", () => {
  const relation = { serviceClassUid: "1.2.840.10008.4.2", relatedGeneralSopClassUids: [CT] };
  const rq = proposal([
    { abstractSyntax: PRIVATE, relation, scpRole: true },
    { abstractSyntax: PRIVATE, relation: { serviceClassUid: "1" }, scuRole: true },
  ]);
  assert.equal(rq.userInformation.commonExtendedNegotiations, [
    { version: 0, sopClassUid: PRIVATE, ...relation },
  ]);
  assert.equal(rq.userInformation.roleSelections, [{ sopClassUid: PRIVATE, scuRole: false, scpRole: true }]);
});
