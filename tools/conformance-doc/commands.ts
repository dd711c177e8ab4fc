/** What the commands are SCU of, and how they behave. PS3.2 A.4.2. */
import {
  IMPLEMENTATION_CLASS_UID,
  IMPLEMENTATION_VERSION_NAME,
} from "../../packages/dicom-core/src/index.ts";
import {
  DEFAULT_LIMITS,
  DEFAULT_SERVER_LIMITS,
  DEFAULT_TIMEOUTS,
  defaultAcceptedContext,
  formatStatus,
  MODALITY_WORKLIST_FIND,
  MPPS,
  PATIENT_ROOT_FIND,
  PATIENT_ROOT_GET,
  PATIENT_ROOT_MOVE,
  retrievableContexts,
  STATUS,
  STORAGE_SOP_CLASSES,
  STUDY_ROOT_FIND,
  STUDY_ROOT_GET,
  STUDY_ROOT_MOVE,
  statusClass,
  VERIFICATION,
} from "../../packages/dimse/src/index.ts";
import { contextsOf } from "../../packages/dimse/src/scp/accepted-contexts.ts";
import { EXIT_FAILED, EXIT_USAGE } from "../../packages/minipacs/src/commands/cli-error.ts";
import { isCarriedOut } from "../../packages/minipacs/src/commands/explain.ts";
import { EXIT_INTERRUPTED } from "../../packages/minipacs/src/commands/interrupt.ts";
import { DRAIN_MS } from "../../packages/minipacs/src/commands/move.ts";
import { USUAL_KEYS } from "../../packages/minipacs/src/commands/usual-keys.ts";
import { DEFAULTS } from "../../packages/minipacs/src/config/config.ts";
import { markdownTable } from "../markdown-table.ts";
import { stepTable } from "./objects.ts";
import { named, nameOf, seconds } from "./tables.ts";

/** What the commands are SCU of beside storage. */
const USED: readonly (readonly [uid: string, command: string])[] = [
  [VERIFICATION, "`echo`"],
  [MODALITY_WORKLIST_FIND, "`find`"],
  [PATIENT_ROOT_FIND, "`find --model patient`"],
  [STUDY_ROOT_FIND, "`find --model study`"],
  [PATIENT_ROOT_GET, "`get --model patient`"],
  [STUDY_ROOT_GET, "`get --model study`"],
  [PATIENT_ROOT_MOVE, "`move --model patient`"],
  [STUDY_ROOT_MOVE, "`move --model study`"],
  [MPPS, "`mpps`"],
];

/** One status of each class; `packages/minipacs/test/conformance.test.ts` answers with them and looks at the exit code. */
const ANSWERED: readonly (readonly [meaning: string, status: number])[] = [
  ["success", STATUS.success],
  ["a warning", STATUS.subOperationsWithFailures],
  ["cancelled, and nobody here has", STATUS.cancel],
  ["a failure", STATUS.outOfResources],
];

function exitCodeTable(): string {
  const code = (isDone: boolean) => String(isDone ? 0 : EXIT_FAILED);
  return markdownTable(
    ["Last status", "such as", "`echo`", "`store`", "`find`", "`get`, `move`", "`mpps`"],
    ANSWERED.map(([meaning, status]) => [
      ...[meaning, formatStatus(status)],
      code(status === STATUS.success),
      code(isCarriedOut(status, "C-STORE")),
      code(["success", "warning"].includes(statusClass(status, "C-FIND"))),
      code(isCarriedOut(status, "C-GET")),
      code(isCarriedOut(status, "N-CREATE")),
    ]),
  );
}

const FAILURES: readonly (readonly [what: string, then: string])[] = [
  ["no connection, rejected, no context, a time limit", "nothing is tried again"],
  ["`store`: a file cannot be read, or the peer takes no such object", "told; the other files are sent"],
  ["`store`: an object is answered with a failure", "told; the other files are sent"],
  ["`store`: the association ends", "what was not sent is told, and not tried again"],
  ["`mpps`: N-CREATE fails", "no N-SET is sent; the association is aborted"],
  ["`get`, `move --listen`: a file cannot be written", "answered A700; the others are taken"],
];

/** Returns section 4.3. */
export function commandsSection(): string {
  const readable = defaultAcceptedContext(VERIFICATION).transferSyntaxes;
  const offered = new Map<string, string[]>();
  for (const { abstractSyntax, transferSyntaxes = [] } of retrievableContexts()) {
    offered.set(abstractSyntax, [...(offered.get(abstractSyntax) ?? []), ...transferSyntaxes]);
  }
  const [often = []] = [...offered.values()];
  const compressed = [...offered].filter(([, syntaxes]) => syntaxes.length > readable.length);
  const listened = contextsOf({ store: () => {} }).filter(
    ({ abstractSyntax }) => !STORAGE_SOP_CLASSES.includes(abstractSyntax),
  );
  const { maxPduLengthBytes, maxSentPduLengthBytes } = DEFAULT_LIMITS;
  return `### 4.3 AE specification: commands

#### 4.3.1 SOP classes

As SCU of these, with ${named(readable)}, and of any storage SOP class:

${markdownTable(
  ["SOP class", "UID", "Command"],
  USED.map(([uid, command]) => [nameOf(uid), uid, command]),
)}

As SCP of storage, over its own association with \`get\`, at a port of its own with \`move --listen\`.

#### 4.3.2 Association policies

| | |
| --- | --- |
| Application context name | 1.2.840.10008.3.1.1.1 |
| AE titles | calling \`--aet\` (default: MINIPACS-SCU), called \`--aec\` (default: ANY-SCP) |
| Maximum PDU length | ${maxPduLengthBytes} is announced; sent are as many as the peer takes, at most ${maxSentPduLengthBytes} |
| Associations at a time | one; with \`move --listen\` also those of who sends, at most ${DEFAULT_SERVER_LIMITS.maxAssociations} |
| Asynchronous operations | none asked for, but by \`store --window\` |
| Implementation class UID | ${IMPLEMENTATION_CLASS_UID} |
| Implementation version name | ${IMPLEMENTATION_VERSION_NAME} |
| User identity, extended negotiation | not proposed |
| SCP/SCU role selection | \`get\` proposes SCP for storage |

These time limits cannot be set. After one of them the association is aborted.

${markdownTable(
  ["Waiting for", "at most"],
  [
    ["the connection, name look-up included", seconds(DEFAULT_TIMEOUTS.connectMs)],
    ["the answer to the request for an association", seconds(DEFAULT_TIMEOUTS.negotiateMs)],
    ["a byte either way, within a message", seconds(DEFAULT_TIMEOUTS.progressMs)],
    ["a byte of the response", seconds(DEFAULT_TIMEOUTS.responseMs)],
    ["the answer to the release", seconds(DEFAULT_TIMEOUTS.releaseMs)],
  ],
)}

#### 4.3.3 Association initiation

Each command opens its association at once, does what it is told, and releases it. Presentation contexts:

- \`echo\`, \`find\`, \`move\`, \`mpps\`: one, of the SOP class above, with ${named(readable)}.
- \`store\`: one for each SOP class and transfer syntax that the files have, which are sent as they are; what has no
  compressed pixel data also in the native transfer syntaxes that it can be re-encoded in. More than 128 contexts take
  more associations, one after the other.
- \`get\`: its own, and ${offered.size} storage SOP classes in the role of SCP, each with ${named(readable)};
  ${compressed.length} of common images also in a context each of ${named(often.slice(readable.length))}.

Where its SOP class is not accepted, \`find\`, \`get\` and \`move\` propose worklist and both roots of Query/Retrieve for
C-FIND, C-MOVE and C-GET in one more association, which is released at once, to say what the other side takes instead.

#### 4.3.4 Association acceptance

Only \`move --listen\` accepts associations, from when it begins to the last response to its C-MOVE; those that are open
then have ${seconds(DRAIN_MS)} to release. On all addresses, without TLS, from any calling to any called AE title. It takes ${listened.map(({ abstractSyntax }) => nameOf(abstractSyntax)).join(", ")}
and the ${STORAGE_SOP_CLASSES.length} storage SOP classes of section 8.7 with their transfer syntaxes, the first that the
requestor names. Rejections are those of section 4.2.3 that no option asks for, and 2 / 3 / 2 with 200 open; time limits those of 4.2.2.

#### 4.3.5 SOP-specific conformance

**Verification**: one C-ECHO.

**Storage as SCU**: objects are sent with the data set that the file has; nothing is added and nothing coerced. \`--window\`
sets how many may be on their way where the peer agrees.

**Storage as SCP** (\`get\`, \`move --listen\`): level 2; the data set is written with the bytes that came, as
\`<SOPInstanceUID>.dcm\` in the folder \`--out\`, in the place of a file that has this name. Answers: ${formatStatus(STATUS.success)}, ${formatStatus(STATUS.outOfResources)} where the
file cannot be written, ${formatStatus(STATUS.cannotUnderstand)} where a request has no data set, ${formatStatus(STATUS.processingFailure)} for anything else that fails.

**Queries** (\`find\`): keys are those of \`-k\`, any attribute of the data dictionary, with values as they are given:
single values, lists of UIDs, wildcards, ranges, sequences. Beside them these are asked for, all without a value, but
none within a step that \`-k\` asks for as a whole:

${markdownTable(
  ["Model", "Level", "Keys"],
  Object.entries(USUAL_KEYS).flatMap(([model, levels]) =>
    Object.entries(levels).map(([level, keys]) => [
      ...[`\`${model}\``, level || "–"],
      keys.map((key) => `\`${key}\``).join(", "),
    ]),
  ),
)}

In the worklist, keys of a scheduled step that \`-k\` has at the root go into \`ScheduledProcedureStepSequence[0]\`, where PS3.4
Table K.6-1 has them. \`--exact-keys\` adds and moves nothing.

\`SpecificCharacterSet\` is always sent: \`--charset\` (default: ${DEFAULTS.charset}). \`QueryRetrieveLevel\`, where no key gives it, is the
lowest of IMAGE, SERIES and STUDY whose unique key \`-k\` names; else STUDY, or PATIENT with \`--model patient\`.
The worklist has no levels. Nothing else is added, unique keys of higher levels neither. ${formatStatus(STATUS.pending)} and ${formatStatus(STATUS.pendingWithWarning)} are matches alike. \`--limit\` sends C-CANCEL.

**Retrieval** (\`get\`, \`move\`): the identifier holds the keys of \`-k\`, at least one with a value, and the level, found
in the same way from the unique keys that have a value; \`SpecificCharacterSet\` ISO_IR 192 too, where a key is not ASCII
and none names a character set. Priority is medium in all requests.

**Modality performed procedure step** (\`mpps\`): N-CREATE, then N-SET, over one association; \`--only\` sends one of them,
\`--uid\` names the step. No worklist is asked before. With \`--entry\`, a worklist entry as \`find --json\` prints it, an
N-CREATE has of it what has a value: each attribute below that the entry has under the same keyword, those of type 3 of PS3.4
Table F.7.2-1 too, and \`StudyID\`, \`ProcedureCodeSequence\`, \`PerformedProcedureStepDescription\` and
\`PerformedProtocolCodeSequence\` from \`RequestedProcedureID\`, \`RequestedProcedureCodeSequence\`,
\`ScheduledProcedureStepDescription\` and \`ScheduledProtocolCodeSequence\`. Other options go before it. Without it the Study
Instance UID is a new one, unless \`--study-uid\` gives one, and what the options do not give has their default. All
that is sent then:

${stepTable()}

**Statuses and exit codes**. A status that is no success is told with its meaning. \`get\` and \`move\` also fail where an
object was not sent or could not be written. \`store\` fails where one of its objects did.

${exitCodeTable()}

${EXIT_FAILED} ends what was tried and failed, ${EXIT_USAGE} a command line that cannot be carried out, ${EXIT_INTERRUPTED} what Ctrl+C ended: \`find\`, \`get\` and
\`move\` send C-CANCEL and wait for the last response, \`store\` and \`echo\` abort their association, \`replay\` closes its connection, \`mpps\` ends at once.

${markdownTable(["Failure", "What becomes of the rest"], FAILURES)}`;
}
