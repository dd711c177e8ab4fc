/** Person names: up to three component groups of five components. PS3.5 6.2.1. */

/** The five components of one group; absent ones are empty. */
export interface PersonNameGroup {
  familyName: string;
  givenName: string;
  middleName: string;
  prefix: string;
  suffix: string;
}

/** A PN value. `toString()` gives it as DICOM writes it, `Müller^Hans` or `Yamada^Tarou=山田^太郎=やまだ^たろう`. */
export class PersonName {
  readonly alphabetic: PersonNameGroup;
  readonly ideographic: PersonNameGroup;
  readonly phonetic: PersonNameGroup;

  constructor(groups: {
    alphabetic?: Partial<PersonNameGroup>;
    ideographic?: Partial<PersonNameGroup>;
    phonetic?: Partial<PersonNameGroup>;
  }) {
    this.alphabetic = fullGroup(groups.alphabetic);
    this.ideographic = fullGroup(groups.ideographic);
    this.phonetic = fullGroup(groups.phonetic);
  }

  toString(): string {
    return [this.alphabetic, this.ideographic, this.phonetic].map(formatGroup).join("=").replace(/=+$/, "");
  }
}

/** Returns the parts of a PN value. Spaces around groups and at the end of components are padding. PS3.5 6.2. */
export function parsePersonName(text: string): PersonName {
  const [alphabetic, ideographic, phonetic] = text.split("=").map(parseGroup);
  return new PersonName({
    ...(alphabetic ? { alphabetic } : {}),
    ...(ideographic ? { ideographic } : {}),
    ...(phonetic ? { phonetic } : {}),
  });
}

function parseGroup(text: string): PersonNameGroup {
  // More than four delimiters break the rule; what follows the fifth component stays part of it.
  const [familyName = "", givenName = "", middleName = "", prefix = "", ...suffix] = text.trim().split("^");
  return fullGroup({
    familyName: familyName.trimEnd(),
    givenName: givenName.trimEnd(),
    middleName: middleName.trimEnd(),
    prefix: prefix.trimEnd(),
    suffix: suffix.join("^").trimEnd(),
  });
}

function formatGroup(group: PersonNameGroup): string {
  return [group.familyName, group.givenName, group.middleName, group.prefix, group.suffix]
    .join("^")
    .replace(/\^+$/, "");
}

function fullGroup(group: Partial<PersonNameGroup> = {}): PersonNameGroup {
  const { familyName = "", givenName = "", middleName = "", prefix = "", suffix = "" } = group;
  return { familyName, givenName, middleName, prefix, suffix };
}
