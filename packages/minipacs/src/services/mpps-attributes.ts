/**
 * The attributes of a Modality Performed Procedure Step with their types for N-CREATE, for N-SET and in the final
 * state. PS3.4 Table F.7.2-1; what it does not list ("all other attributes") is of type 3 in all of them.
 */
import { type Tag, tagForKeyword } from "@minipacs/dicom-core";

/** Attribute types of PS3.4 5.4, those of the SCU. `x`: the attribute must not be there. */
export type MppsType = "1" | "1C" | "2" | "3" | "x";

/** A row of the table. */
export interface MppsAttribute {
  keyword: string;
  tag: Tag;
  create: MppsType;
  set: MppsType;
  /** `undefined`: as in N-CREATE. */
  final: MppsType | undefined;
  /** Of 1C: whether it has to be there; takes whether an attribute of the same item has a value. */
  isRequired: ((hasValue: (keyword: string) => boolean) => boolean) | undefined;
  /** Attributes of its items; none for what is no sequence. */
  items: readonly MppsAttribute[];
}

/**
 * Depth, keyword, N-CREATE, N-SET, final state. Behind a 1C stands its condition: `if A|B`, one of them has a value;
 * `unless A|B`, none has. Reference, code and issuer macros stand behind `+`. Specific Character Set is not among them:
 * whether it is needed shows in the text.
 */
const TABLE = `
ScheduledStepAttributesSequence                        1   x  -
>StudyInstanceUID                                      1   x  -
>ReferencedStudySequence                               2   x  -   +reference
>AccessionNumber                                       2   x  -
>IssuerOfAccessionNumberSequence                       3   x  -   +entity
>PlacerOrderNumberImagingServiceRequest                3   x  -
>OrderPlacerIdentifierSequence                         3   x  -   +entity
>FillerOrderNumberImagingServiceRequest                3   x  -
>OrderFillerIdentifierSequence                         3   x  -   +entity
>RequestedProcedureID                                  2   x  -
>RequestedProcedureCodeSequence                        3   x  -   +code
>RequestedProcedureDescription                         2   x  -
>ScheduledProcedureStepID                              2   x  -
>ScheduledProcedureStepDescription                     2   x  -
>ScheduledProtocolCodeSequence                         2   x  -   +code
PatientName                                            2   x  -
PatientID                                              2   x  -
IssuerOfPatientID                                      3   x  -
IssuerOfPatientIDQualifiersSequence                    3   x  -
>UniversalEntityID                                     3   x  -
>UniversalEntityIDType                                 1C  x  -   if UniversalEntityID
OtherPatientIDsSequence                                3   x  -
>PatientID                                             3   x  -
>IssuerOfPatientID                                     3   x  -
>IssuerOfPatientIDQualifiersSequence                   3   x  -
>TypeOfPatientID                                       3   x  -
PatientBirthDate                                       2   x  -
PatientSex                                             2   x  -
ReferencedPatientSequence                              2   x  -   +reference
AdmissionID                                            3   x  -
IssuerOfAdmissionIDSequence                            3   x  -   +entity
ServiceEpisodeID                                       3   x  -
IssuerOfServiceEpisodeIDSequence                       3   x  -   +entity
ServiceEpisodeDescription                              3   x  -
PerformedProcedureStepID                               1   x  -
PerformedStationAETitle                                1   x  -
PerformedStationName                                   2   x  -
PerformedLocation                                      2   x  -
PerformedProcedureStepStartDate                        1   x  -
PerformedProcedureStepStartTime                        1   x  -
PerformedProcedureStepStatus                           1   3  -
PerformedProcedureStepDescription                      2   3  -
PerformedProcedureTypeDescription                      2   3  -
ProcedureCodeSequence                                  2   3  -   +codeOrText
ReasonForPerformedProcedureCodeSequence                3   3  -   +code
PerformedProcedureStepEndDate                          2   3  1
PerformedProcedureStepEndTime                          2   3  1
CommentsOnThePerformedProcedureStep                    3   3  -
PerformedProcedureStepDiscontinuationReasonCodeSequence 3  3  -   +code
Modality                                               1   x  -
StudyID                                                2   x  -
PerformedProtocolCodeSequence                          2   3  -   +codeOrText
PerformedSeriesSequence                                2   3  1
>PerformingPhysicianName                               2   2  2
>ProtocolName                                          1   1  1
>OperatorsName                                         2   2  2
>SeriesInstanceUID                                     1   1  1
>SeriesDescription                                     2   2  2
>RetrieveAETitle                                       2   2  2
>ArchiveRequested                                      3   3  -
>ReferencedImageSequence                               2   2  2
>>ReferencedSOPClassUID                                1   1  -
>>ReferencedSOPInstanceUID                             1   1  -
>>ContainerIdentifier                                  3   3  -
>>SpecimenDescriptionSequence                          3   3  -
>>>SpecimenIdentifier                                  1   1  -
>>>SpecimenUID                                         1   1  -
>ReferencedNonImageCompositeSOPInstanceSequence        2   2  2   +reference
`;

/** Rows of the items of some sequences. Code: PS3.4 Tables F.7.2-1a to F.7.2-1f, without what is of type 3 in them. */
const MACROS: Readonly<Record<string, string>> = {
  reference: `
ReferencedSOPClassUID      1  1  -
ReferencedSOPInstanceUID   1  1  -
`,
  entity: `
LocalNamespaceEntityID   1C  x  -  unless UniversalEntityID
UniversalEntityID        1C  x  -  unless LocalNamespaceEntityID
UniversalEntityIDType    1C  x  -  if UniversalEntityID
`,
  code: `
CodeValue               1C  1C  -  unless LongCodeValue|URNCodeValue
CodingSchemeDesignator  1C  1C  -  if CodeValue|LongCodeValue
CodeMeaning             1   1   -
`,
  codeOrText: `
CodeValue               1C  1C  -  unless LongCodeValue|URNCodeValue
CodingSchemeDesignator  1C  1C  -  if CodeValue|LongCodeValue
CodeMeaning             3   3   -
`,
};

/** The attributes of the root, those of items below their sequence. */
export const MPPS_ATTRIBUTES: readonly MppsAttribute[] = parseTable(TABLE);

const BY_TAG = new Map(MPPS_ATTRIBUTES.map((attribute) => [attribute.tag, attribute]));

/** Returns the row of an attribute of the root; `undefined` where the table does not list it. */
export function findMppsAttribute(tag: Tag): MppsAttribute | undefined {
  return BY_TAG.get(tag);
}

function parseTable(text: string): MppsAttribute[] {
  const root: MppsAttribute[] = [];
  const levels = [root];
  for (const line of text.trim().split("\n")) {
    const [, marks = "", rest = ""] = /^(>*)(.*)$/.exec(line) ?? [];
    const items: MppsAttribute[] = [];
    levels[marks.length]?.push(parseRow(rest, items));
    levels.splice(marks.length + 1, levels.length, items);
  }
  return root;
}

function parseRow(text: string, items: MppsAttribute[]): MppsAttribute {
  const [keyword = "", create, set, final, ...rest] = text.trim().split(/\s+/);
  const tag = tagForKeyword(keyword);
  if (tag === undefined) throw new TypeError(`no such attribute: ${keyword}`);
  const macro = rest.find((word) => word.startsWith("+"))?.slice(1);
  if (macro !== undefined) items.push(...parseTable(MACROS[macro] ?? ""));
  return {
    ...{ keyword, tag, items },
    create: create as MppsType,
    set: set as MppsType,
    final: final === "-" ? undefined : (final as MppsType),
    isRequired: parseCondition(rest),
  };
}

function parseCondition([word, names = ""]: readonly string[]): MppsAttribute["isRequired"] {
  if (word !== "if" && word !== "unless") return undefined;
  const keywords = names.split("|");
  return (hasValue) => keywords.some(hasValue) === (word === "if");
}
