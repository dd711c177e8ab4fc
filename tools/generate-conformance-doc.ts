/** Writes docs/conformance.md from the tables of the packages; `npm run generate`. PS3.2. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  CHARACTER_SET,
  IMPLEMENTATION_CLASS_UID,
  IMPLEMENTATION_VERSION_NAME,
} from "../packages/dicom-core/src/index.ts";
import { describeRejection } from "../packages/dimse/src/association/rejection.ts";
import {
  DEFAULT_TIMEOUTS,
  defaultAcceptedContext,
  formatStatus,
  MODALITY_WORKLIST_FIND,
  MPPS,
  MPPS_RETRIEVE,
  REJECTION,
  STATUS,
  STORAGE_SOP_CLASSES,
  TLS_PROFILES,
  VERIFICATION,
} from "../packages/dimse/src/index.ts";
import { DEFAULT_TLS_PROFILE } from "../packages/dimse/src/transport/tls-profiles.ts";
import { NODE_TIMEOUTS } from "../packages/minipacs/src/nodes/node.ts";
import { commandsSection } from "./conformance-doc/commands.ts";
import { codedTermTable, createdObjects } from "./conformance-doc/objects.ts";
import { named, nameOf, option, seconds, uidTable } from "./conformance-doc/tables.ts";
import { markdownTable } from "./markdown-table.ts";
import { repositoryPath } from "./test/data.ts";

export const CONFORMANCE_DOC_PATH = "docs/conformance.md";

/** What the server is SCP of beside storage; `packages/minipacs/test/conformance.test.ts` asks it. */
export const SERVED: readonly (readonly [uid: string, services: string])[] = [
  [VERIFICATION, "C-ECHO"],
  [MODALITY_WORKLIST_FIND, "C-FIND"],
  [MPPS, "N-CREATE, N-SET"],
  [MPPS_RETRIEVE, "N-GET"],
];

/** Service, status and when the server answers so, of the codes in `STATUS`. */
const ANSWERS: readonly (readonly [string, keyof typeof STATUS, string])[] = [
  ["C-ECHO", "success", "always"],
  ["C-STORE", "success", "the object is in its file, with `--fsync` on the disk, and in the index"],
  ["C-STORE", "duplicateSopInstance", "`--on-duplicate reject`, and another object is there"],
  ["C-STORE", "outOfResources", "the file cannot be written"],
  ["C-STORE", "cannotUnderstand", "the request has no data set"],
  ["C-STORE", "processingFailure", "something else failed, told by the Error Comment"],
  ["C-FIND", "pending", "a match follows"],
  ["C-FIND", "success", "there are no more"],
  ["C-FIND", "cancel", "C-CANCEL came"],
  ["C-FIND", "cannotUnderstand", "the identifier is missing or cannot be read"],
  ["N-CREATE, N-SET, N-GET", "success", "carried out; what is refused by which rule is in mpps.md"],
  [
    "N-GET",
    "optionalAttributesNotSupported",
    "attributes that are optional were asked for and are not there",
  ],
];

/** Sections of the template of today, PS3.2 Annex N, and where this statement has what they ask for. */
const TEMPLATE: readonly (readonly [section: string, here: string])[] = [
  ["1 Overview", "1"],
  ["2 Table of contents", "2"],
  ["3 Introduction", "3"],
  ["4 Implementation model", "4.1"],
  ["5 Service and interoperability description", "4.2.1, 4.2.5, 4.3.1, 4.3.5"],
  ["6 Configuration", "4.5"],
  ["7 Network and media communication details", "4.2.2 to 4.2.4, 4.3.2 to 4.3.4, 4.4, 5, 8.7"],
  ["8 Security", "7"],
  ["Annexes: information objects, codes", "8.1, 8.3"],
  ["Annexes: content of structured reports, mapping of attributes", "8.3, 4.3.5, in part"],
];

/** The versions in CHANGELOG.md, newest first. */
function versions(): string[] {
  const text = readFileSync(repositoryPath("CHANGELOG.md"), "utf8");
  return [...text.matchAll(/^## (\d.*)$/gm)].map(([, version = ""]) => version);
}

/** Links to the sections. */
function contents(text: string): string {
  return [...text.matchAll(/^#{2,3} (.*)$/gm)]
    .map(([line, heading = ""]) => {
      const anchor = heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, "")
        .replaceAll(" ", "-");
      return `${line.startsWith("###") ? "  " : ""}- [${heading}](#${anchor})`;
    })
    .join("\n");
}

/** Returns the text of docs/conformance.md. */
export async function generateConformanceDoc(): Promise<string> {
  const text = await statement();
  return text.replace("<contents>", () => contents(text));
}

async function statement(): Promise<string> {
  const readable = defaultAcceptedContext(VERIFICATION).transferSyntaxes;
  const storable = defaultAcceptedContext(STORAGE_SOP_CLASSES[0] ?? "").transferSyntaxes;
  const rejections = Object.entries({
    applicationContextNotSupported: "another application context name than DICOM's",
    callingAeTitleNotRecognized: "`--allow-ae` does not name the calling AE title",
    calledAeTitleNotRecognized: "`--require-called-ae`, and another AE title is called",
    protocolVersionNotSupported: "bit 0 of the protocol version is not set",
    localLimitExceeded: "`--max-associations` are open",
  } satisfies Partial<Record<keyof typeof REJECTION, string>>).map(([key, when]) => {
    const rejection = REJECTION[key as keyof typeof REJECTION];
    const { result, source, reason } = rejection;
    return [`${result} / ${source} / ${reason}`, describeRejection(rejection), when];
  });

  return `<!-- Generated by tools/generate-conformance-doc.ts. Do not edit. -->
# DICOM conformance statement

MiniPACS 0.1.0, for development, test and integration. It is not a medical device, not CE-marked or MDR-certified, and
not for clinical environments, patient care or the data of real patients. A statement of conformance does not promise that
two systems work together; it is where to begin when testing that they do.

Sections 1 to 8 are arranged as A.1 to A.8 of the template that PS3.2 had in its Annex A (2020a, for instance); 8.7 is
this document's own. The template of today is Annex N. Its fixed text and its tables are not used: this is no statement in
the form that it asks for. Where its subjects are here, section 3.5 says.

Tables are made from those that the programs themselves run by, and what is made is looked at as it is made. A test asks a
running server for every SOP class and transfer syntax that is listed, and the commands for their exit codes.

## 1 Overview

| Service class | SCU | SCP |
| --- | --- | --- |
| Verification | yes | yes |
| Storage | yes | yes |
| Modality Worklist | yes | yes |
| Modality Performed Procedure Step | yes | yes |
| Modality Performed Procedure Step Retrieve | no | yes |
| Modality Performed Procedure Step Notification | no | no |
| Query/Retrieve, Patient Root and Study Root: C-FIND, C-GET, C-MOVE | yes | no |
| Storage Commitment | no | no |
| Media storage | reads and writes files; claims no application profile | |

Not there at all: DICOM web services, printing, real-time video, instance availability notification, unified procedure
steps, de-identification.

The library \`@minipacs/dimse\` has more (Query/Retrieve and the N-services as SCP, for instance); who builds on it states
that. This is about the \`minipacs\` command.

## 2 Table of contents

<contents>

## 3 Introduction

### 3.1 Revision history

${markdownTable(
  ["Version of MiniPACS", "This statement"],
  versions().map((version, index, all) => [
    version,
    index === all.length - 1 ? "the first" : "changes are in CHANGELOG.md",
  ]),
)}

The statement is made anew with each version, from its source. [What has changed](../CHANGELOG.md).

### 3.2 Audience

People who connect a modality, a RIS or a program of theirs for a test, and know the words of the standard.

### 3.3 Remarks

What is said of conformance is tested by this project alone; nobody has certified it. What DCMTK, Orthanc and other tools
made of it is in [testing.md](testing.md).

### 3.4 Terms and abbreviations

AE: application entity. SCU and SCP: service class user and provider. SOP: service-object pair. PDU: protocol data unit.
UID: unique identifier. MPPS: modality performed procedure step. ACSE: association control service element. ARTIM: the timer of PS3.8 for
association requests and releases. RIS: radiology information system.

### 3.5 References

The DICOM standard, NEMA PS3, <https://www.dicomstandard.org/current>. Data dictionary and UIDs (PS3.6) are those of 2026b; sections that
the sources name are listed in [standard-map.md](standard-map.md). Where the subjects of PS3.2 Annex N are:

${markdownTable(["Annex N", "Here"], TEMPLATE)}

## 4 Networking

### 4.1 Implementation model

\`\`\`text
                C-ECHO, C-STORE, C-FIND,        +------------------------+
                N-CREATE, N-SET, N-GET          | server                 |
  any SCU     --------------------------------> | worklist, MPPS,        | <--- HTTP --- page, scripts
  any SCP     <-------------------------------- | objects (files)        |
                C-ECHO, C-STORE                 +------------------------+

                C-ECHO, C-STORE, C-FIND, C-GET, +------------------------+
                C-MOVE, N-CREATE, N-SET         | command                |
  any SCP     <-------------------------------- | echo, store, find,     | <--- files sent
  any SCU     --------------------------------> | get, move, mpps        | ---> files received
                C-STORE (get, move --listen)    +------------------------+
\`\`\`

Two application entities in one program:

- The **server** (\`minipacs\`) listens. It answers C-ECHO, files what is stored, answers worklist queries from its
  worklist, keeps performed procedure steps and moves the status of the scheduled step that they belong to. From its page
  it can be told to send objects, to ask another node for an echo, and to test itself over its own port.
- The **commands** (\`minipacs echo\`, \`store\`, \`find\`, \`get\`, \`move\`, \`mpps\`) open an association, do one thing and end.
  \`get\` and \`move --listen\` also take objects.

Nothing has to come in an order: a step is accepted without a worklist entry, an object without a step.

### 4.2 AE specification: server

#### 4.2.1 SOP classes

As SCP of these and of the ${STORAGE_SOP_CLASSES.length} storage SOP classes of section 8.7:

${markdownTable(
  ["SOP class", "UID", "Services", "Transfer syntaxes"],
  SERVED.map(([uid, services]) => [nameOf(uid), uid, services, named(readable)]),
)}

#### 4.2.2 Association policies

| | |
| --- | --- |
| Application context name | 1.2.840.10008.3.1.1.1 |
| Maximum PDU length | ${option("--max-pdu")} |
| Associations at a time | ${option("--max-associations")} |
| Asynchronous operations | one at a time, in both roles |
| Implementation class UID | ${IMPLEMENTATION_CLASS_UID} |
| Implementation version name | ${IMPLEMENTATION_VERSION_NAME} |
| User identity | not asked for; a proposed one is accepted and not checked |
| SCP/SCU role selection | the requestor as SCU |
| Extended negotiation | not answered; item 57H (common extended negotiation) is read for storage |

Time limits: the first PDU ${seconds(DEFAULT_TIMEOUTS.artimMs)} (ARTIM), standstill within a message
${seconds(DEFAULT_TIMEOUTS.progressMs)}, without a request ${option("--idle-timeout")} seconds.

#### 4.2.3 Association acceptance

Calling AE titles: ${option("--allow-ae")}. The called AE title is checked with ${option("--require-called-ae")}. Rejected is:

${markdownTable(["Result / source / reason", "Meaning", "When"], rejections)}

Of the transfer syntaxes of a context the server takes Explicit, then Implicit VR Little Endian for what it reads and
answers; for storage the first that the requestor names, because objects are kept as they come.
${option("--accept-syntax")} narrows this and sets the order. With ${option("--accept-any-sop-class")} private SOP classes and
storage SOP classes that are not listed here are stored too. Several contexts of one abstract syntax are accepted.

#### 4.2.4 Association initiation

Only when the page or the API asks for it: C-ECHO and C-STORE to a node that the user names, with the contexts of the
commands and the server's own AE title; the self test also asks its own worklist and sends a procedure step. Time limits:
connecting ${seconds(NODE_TIMEOUTS.connectMs)}, negotiating ${seconds(NODE_TIMEOUTS.negotiateMs)}, without a byte of the
response ${seconds(NODE_TIMEOUTS.responseMs)}.

#### 4.2.5 SOP-specific conformance

**Verification**: always success.

**Storage**: level 2, all attributes: the data set is kept with the bytes that came, in a Part 10 file with meta
information of its own. Nothing is coerced, and nothing is refused for what is in it: UIDs that differ from the command's
and data sets that cannot be read are kept and told of. What happens to objects of other bytes under a known UID is
${option("--on-duplicate")}. Objects stay until somebody deletes them.

**Modality worklist**: matching of any attribute of an entry by PS3.4 C.2.2.2 (single value, list of UID, wildcard,
range, sequence, universal, empty value, multiple values), names without regard to case, start date and time as one range;
every key that is asked for is returned, with zero length where there is no value. [worklist.md](worklist.md).

**Modality performed procedure step**: what is checked and answered, in both modes, is in [mpps.md](mpps.md), with the
status of each rule.

Status codes that the server answers ([status.md](status.md) has all of them):

${markdownTable(
  ["Service", "Status", "When"],
  ANSWERS.map(([service, status, when]) => [service, formatStatus(STATUS[status]), when]),
)}

A C-FIND, C-GET or C-MOVE of another SOP class has no accepted context; a service that a SOP class does not have is
answered ${formatStatus(STATUS.unrecognizedOperation)}, a message ID that is in use
${formatStatus(STATUS.duplicateInvocation)}.

${commandsSection()}

### 4.4 Network interfaces

TCP over IPv4 and IPv6; the address to listen on is ${option("--host")}. The commands take an address or a name.

### 4.5 Configuration

AE title ${option("--aet")}, port ${option("--port")}. Everything can be set by flag, variable or file:
[configuration.md](configuration.md). Other nodes are given where they are used; no table of them is needed to answer.

## 5 Media interchange

None of the application profiles of PS3.11 is claimed. \`minipacs dump\`, \`frames\` and \`store\` read Part 10 files and data
sets without a head; received objects are written as Part 10 files.

## 6 Character sets

All of PS3.3 C.12.1.1.2, single-byte and multi-byte, with and without code extensions, ISO_IR 192, GB18030 and GBK, are
read. Answers are in ${option("--charset")}, for a calling AE title in \`--charset-for\`; what the set does not hold goes by
${option("--unencodable")}. Offered to people are:

${markdownTable(
  ["Specific Character Set", "For"],
  Object.values(CHARACTER_SET).map(({ specificCharacterSet, displayName }) => [
    specificCharacterSet.join("\\\\") || "(empty)",
    displayName.en,
  ]),
)}

## 7 Security

With \`--tls\`, DICOM over TLS by one of these profiles; the default is \`${DEFAULT_TLS_PROFILE}\`. Old ones need an OpenSSL
that still has their ciphers, and say so where it has not. Certificates of clients: ${option("--tls-client-cert")}.

${markdownTable(
  ["Name", "Profile", "Section", "TLS"],
  Object.values(TLS_PROFILES).map(({ name, title, section, isRetired, minVersion, maxVersion }) => [
    `\`${name}\``,
    title,
    `${section}${isRetired ? ", retired" : ""}`,
    minVersion === maxVersion ? minVersion.slice(4) : `${minVersion.slice(4)} to ${maxVersion.slice(4)}`,
  ]),
)}

Without \`--tls\` nothing is encrypted and nobody is authenticated. Page and API listen on this machine alone unless a
token is set (${option("--http-host")}). There is no audit trail of PS3.15 A.5 and no de-identification.

## 8 Annexes

### 8.1 Contents of what is created

${await createdObjects()}

The procedure steps of \`minipacs mpps\` are in section 4.3.5. Everything else that the server has came to it.

### 8.2 Private attributes

None. Private attributes of objects that come are kept as they are.

### 8.3 Coded terminology

Codes of objects that come, of the worklist and of procedure steps are kept as they are. These are in what is created; the report follows no template of PS3.16:

${await codedTermTable()}

### 8.4 Greyscale image consistency

The page's viewer has no calibrated display (PS3.14), and is not for diagnosis.

### 8.5 Standard extended, specialised and private SOP classes

None.

### 8.6 Private transfer syntaxes

None.

### 8.7 Storage SOP classes

Transfer syntaxes of all of them:

${uidTable(storable)}

${uidTable(STORAGE_SOP_CLASSES)}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(repositoryPath(CONFORMANCE_DOC_PATH), await generateConformanceDoc());
  process.stdout.write(`${CONFORMANCE_DOC_PATH}\n`);
}
