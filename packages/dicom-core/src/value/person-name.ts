/** Person names: up to three component groups of five components. PS3.5 6.2.1. */

/** The five components of one group; absent ones are empty. */
export interface PersonNameGroup {
  familyName: string;
  givenName: string;
  middleName: string;
  prefix: string;
  suffix: string;
}

const NO_GROUP: PersonNameGroup = Object.freeze({
  familyName: "",
  givenName: "",
  middleName: "",
  prefix: "",
  suffix: "",
});

/** A PN value. `toString()` gives it as DICOM writes it, `Müller^Hans` or `Yamada^Tarou=山田^太郎=やまだ^たろう`. */
export class PersonName {
  readonly alphabetic: PersonNameGroup;
  readonly ideographic: PersonNameGroup;
  readonly phonetic: PersonNameGroup;
  /** As it was read, where it was. */
  #text: string | undefined;

  constructor(groups: {
    alphabetic?: Partial<PersonNameGroup>;
    ideographic?: Partial<PersonNameGroup>;
    phonetic?: Partial<PersonNameGroup>;
  }) {
    this.alphabetic = fullGroup(groups.alphabetic);
    this.ideographic = fullGroup(groups.ideographic);
    this.phonetic = fullGroup(groups.phonetic);
  }

  /** Used by {@link parsePersonName}: keeps the text, so that nothing of it is lost. */
  static ofText(text: string): PersonName {
    const second = text.indexOf("=");
    const third = second < 0 ? -1 : text.indexOf("=", second + 1);
    const name = new PersonName({
      alphabetic: parseGroup(second < 0 ? text : text.slice(0, second)),
      ...(second < 0
        ? undefined
        : { ideographic: parseGroup(text.slice(second + 1, third < 0 ? undefined : third)) }),
      ...(third < 0 ? undefined : { phonetic: parseGroup(text.slice(third + 1)) }),
    });
    name.#text = text;
    return name;
  }

  /** Returns the text as it was read; for a name made from parts without delimiters at the ends of groups. */
  toString(): string {
    this.#text ??= [this.alphabetic, this.ideographic, this.phonetic]
      .map(formatGroup)
      .join("=")
      .replace(/=+$/, "");
    return this.#text;
  }
}

/**
 * Returns the parts of a PN value, without spaces around groups and at the end of components. What follows the fourth
 * `^` of a group or the second `=` stays part of the last component or group; `toString()` gives the text back as it
 * is. PS3.5 6.2.
 */
export function parsePersonName(text: string): PersonName {
  return PersonName.ofText(text);
}

function parseGroup(text: string): PersonNameGroup {
  const group = text.trim();
  if (group === "") return NO_GROUP;
  const first = group.indexOf("^");
  if (first < 0) return { ...NO_GROUP, familyName: group };
  const second = group.indexOf("^", first + 1);
  if (second < 0) {
    return { ...NO_GROUP, familyName: group.slice(0, first).trimEnd(), givenName: group.slice(first + 1) };
  }
  const [familyName = "", givenName = "", middleName = "", prefix = "", ...suffix] = group.split("^");
  return {
    familyName: familyName.trimEnd(),
    givenName: givenName.trimEnd(),
    middleName: middleName.trimEnd(),
    prefix: prefix.trimEnd(),
    suffix: suffix.join("^").trimEnd(),
  };
}

function formatGroup(group: PersonNameGroup): string {
  return [group.familyName, group.givenName, group.middleName, group.prefix, group.suffix]
    .join("^")
    .replace(/\^+$/, "");
}

function fullGroup(group: Partial<PersonNameGroup> = NO_GROUP): PersonNameGroup {
  if (group === NO_GROUP) return NO_GROUP;
  const { familyName = "", givenName = "", middleName = "", prefix = "", suffix = "" } = group;
  return { familyName, givenName, middleName, prefix, suffix };
}
