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
    const name = new PersonName({});
    const groups: { -readonly [key in keyof PersonName]: PersonName[key] } = name;
    const second = text.indexOf("=");
    if (second < 0) {
      groups.alphabetic = parseGroup(text);
    } else {
      const third = endOf(text, "=", second + 1);
      groups.alphabetic = parseGroup(text.slice(0, second));
      groups.ideographic = parseGroup(text.slice(second + 1, third));
      groups.phonetic = parseGroup(text.slice(third + 1));
    }
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
  const first = endOf(group, "^", 0);
  const second = endOf(group, "^", first + 1);
  const third = endOf(group, "^", second + 1);
  const fourth = endOf(group, "^", third + 1);
  return {
    familyName: group.slice(0, first).trimEnd(),
    givenName: group.slice(first + 1, second).trimEnd(),
    middleName: group.slice(second + 1, third).trimEnd(),
    prefix: group.slice(third + 1, fourth).trimEnd(),
    suffix: group.slice(fourth + 1),
  };
}

/** Returns where the delimiter is, or else the end. */
function endOf(text: string, delimiter: string, from: number): number {
  const at = text.indexOf(delimiter, from);
  return at < 0 ? text.length : at;
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
