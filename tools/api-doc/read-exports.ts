/** Reads the public exports of a package with their declarations, as they stand in the source, without bodies. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { repositoryPath } from "../test/data.ts";
import { type NamedType, typesNamedBy } from "./named-types.ts";
import { bodyOf, commentOf, isHiddenMember, namesOf } from "./syntax.ts";

export interface ApiEntry {
  /** What is imported: `@minipacs/dicom-core/reader`. */
  specifier: string;
  exports: ApiExport[];
}

export interface ApiExport {
  name: string;
  kind: "class" | "function" | "interface" | "type" | "constant";
  /** The source file, from the root of the repository. */
  file: string;
  /** As it stands above the declaration; empty where there is none. */
  comment: string;
  /** Overloads are one after the other; what it extends and what is private to its file follows where it has no entry. */
  declaration: string;
  /** Types that are named and not shown with it, and have no entry beside it: another entry or package is to have them. */
  typesNamed: NamedType[];
}

/** Returns the entries of a package, `.` first; `internal` is for siblings alone. */
export function readApiEntries(folder: string): ApiEntry[] {
  const { name, exports } = JSON.parse(readFileSync(repositoryPath(folder, "package.json"), "utf8"));
  return Object.entries<Record<string, string>>(exports).flatMap(([key, conditions]) => {
    const source = conditions["@minipacs/source"];
    if (source === undefined || key === "./internal") return [];
    const exports = exportsOf(join(folder, source));
    const names = new Set(exports.map((each) => each.declared));
    return [{ specifier: name + key.slice(1), exports: exports.map((each) => readExport(each, names)) }];
  });
}

const files = new Map<string, ts.SourceFile>();

function parse(path: string): ts.SourceFile {
  const known = files.get(path);
  if (known) return known;
  const text = readFileSync(repositoryPath(path), "utf8");
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  files.set(path, file);
  return file;
}

interface Exported {
  /** The file that it is exported from. */
  from: string;
  /** Its name there. */
  declared: string;
  name: string;
  isTypeOnly: boolean;
}

/** What an entry exports itself, and what it passes on by name from files beside it. */
function exportsOf(path: string): Exported[] {
  return parse(path).statements.flatMap((statement) => {
    if (!isExported(statement)) return passedOn(path, statement);
    return namesOf(statement).map((name) => ({ from: path, declared: name, name, isTypeOnly: false }));
  });
}

/** Names of a statement `export { … } from "…"`. */
function passedOn(path: string, statement: ts.Statement): Exported[] {
  if (!ts.isExportDeclaration(statement)) return [];
  const { moduleSpecifier, exportClause } = statement;
  if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier) || !exportClause?.getText().startsWith("{")) {
    throw new Error(`${path}: exports are expected by name and from a file: ${statement.getText()}`);
  }
  const from = join(dirname(path), moduleSpecifier.text);
  return (exportClause as ts.NamedExports).elements.map(({ name, propertyName, isTypeOnly }) => ({
    from,
    declared: (propertyName ?? name).text,
    name: name.text,
    isTypeOnly: isTypeOnly || statement.isTypeOnly,
  }));
}

function readExport({ from: file, declared, name, isTypeOnly }: Exported, known: Set<string>): ApiExport {
  const { statements } = parse(file);
  const found = statements.filter(
    (statement) => isExported(statement) && namesOf(statement).includes(declared),
  );
  // The one with the body is not seen from outside where there are overloads.
  const overloads = found.filter((statement) => !bodyOf(statement));
  const shown = overloads.length > 0 ? overloads : found;
  const [first] = shown;
  if (!first) {
    const next = statements
      .flatMap((statement) => passedOn(file, statement))
      .find((each) => each.name === declared);
    if (!next) throw new Error(`${file} exports no ${declared}`);
    return readExport({ ...next, name, isTypeOnly }, known);
  }
  const withShown = new Set(shown);
  const companions = shown.flatMap((statement) => companionsOf(statement, known, withShown, isTypeOnly));
  const declaration = [
    ...shown.map(
      (statement, index) =>
        (index === 0 ? "" : withBreak(commentOf(statement))) + declarationOf(statement, isTypeOnly),
    ),
    ...companions.map(
      (statement) =>
        withBreak(commentOf(statement)) + (keysOf(statement) ?? declarationOf(statement, isTypeOnly)),
    ),
  ].join("\n");
  const kind = kindOf(first);
  return {
    name,
    kind: isTypeOnly && kind === "class" ? "type" : kind,
    file,
    comment: commentOf(first),
    declaration,
    typesNamed: [...shown, ...companions]
      .flatMap((statement) => typesNamedBy(statement, isTypeOnly))
      .filter((type) => !companions.some((each) => isOf(each, type)) && !known.has(type.name)),
  };
}

/**
 * Returns what is to be read with a declaration because it has no entry: what it extends, what is private to its file,
 * tables whose keys are meant; and what these need in turn.
 */
function companionsOf(
  statement: ts.Statement,
  known: Set<string>,
  shown: Set<ts.Statement>,
  isTypeOnly: boolean,
): ts.Statement[] {
  const bases = basesOf(statement);
  return typesNamedBy(statement, isTypeOnly).flatMap(({ name, from }) => {
    if (known.has(name) || !from.startsWith("packages/")) return [];
    const found = parse(from).statements.find((each) => namesOf(each).includes(name));
    if (!found || shown.has(found)) return [];
    if (isExported(found) && !bases.includes(name) && !ts.isVariableStatement(found)) return [];
    shown.add(found);
    return [found, ...companionsOf(found, known, shown, isTypeOnly)];
  });
}

function basesOf(statement: ts.Statement): string[] {
  if (!ts.isClassDeclaration(statement) && !ts.isInterfaceDeclaration(statement)) return [];
  return (statement.heritageClauses ?? []).flatMap(({ types }) =>
    types.map((type) => type.expression.getText()),
  );
}

function isOf(statement: ts.Statement, { name, from }: NamedType): boolean {
  return statement.getSourceFile().fileName === from && namesOf(statement).includes(name);
}

function isExported(statement: ts.Statement): boolean {
  return (
    (ts.getCombinedModifierFlags(statement as unknown as ts.Declaration) & ts.ModifierFlags.Export) !== 0
  );
}

function kindOf(statement: ts.Statement): ApiExport["kind"] {
  if (ts.isFunctionDeclaration(statement)) return "function";
  if (ts.isClassDeclaration(statement)) return "class";
  if (ts.isInterfaceDeclaration(statement)) return "interface";
  if (ts.isTypeAliasDeclaration(statement)) return "type";
  return "constant";
}

/** Longer ones are tables of data. */
const MOST_LINES = 40;

function declarationOf(statement: ts.Statement, isTypeOnly: boolean): string {
  const text = ts.isClassDeclaration(statement) ? classOf(statement, isTypeOnly) : withoutBody(statement);
  const lines = text.replace(/^export (?:declare )?/, "").split("\n");
  const isData =
    ts.isVariableStatement(statement) || statement.getSourceFile().fileName.includes(".generated.");
  if (!isData || lines.length <= MOST_LINES) return lines.join("\n");
  return [...lines.slice(0, 10), `  // … ${lines.length - 11} more lines`, lines.at(-1)].join("\n");
}

/** A longer table as a list of its keys. */
function keysOf(statement: ts.Statement): string | undefined {
  if (!ts.isVariableStatement(statement)) return undefined;
  const [declaration] = statement.declarationList.declarations;
  let value = declaration?.initializer;
  while (value && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value))) value = value.expression;
  if (!value || !ts.isObjectLiteralExpression(value)) return undefined;
  const keys = value.properties.map((property) => property.name?.getText() ?? "");
  const lines = keys.join(", ").replace(/(.{1,100})(?: |$)/g, "  // $1\n");
  return `const ${declaration?.name.getText()} = {\n  // Its keys:\n${lines}}`;
}

/** A class with what can be seen of it from outside. */
function classOf(node: ts.ClassDeclaration, isTypeOnly: boolean): string {
  const { text } = node.getSourceFile();
  const head = text.slice(node.getStart(), node.members.pos);
  const overloaded = new Set<string>();
  const members = node.members.flatMap((member) => {
    const name = member.name?.getText() ?? "constructor";
    if (isHiddenMember(member, isTypeOnly)) return [];
    const isMethod = ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member);
    if (isMethod && member.body && overloaded.has(name)) return [];
    if (isMethod && !member.body) overloaded.add(name);
    const comment = commentOf(member);
    return [`${comment ? `  ${comment}\n` : ""}  ${withoutBody(member)}`];
  });
  return `${head}\n${members.join("\n")}\n}`;
}

function withoutBody(node: ts.Node): string {
  const body = bodyOf(node);
  return body ? `${node.getSourceFile().text.slice(node.getStart(), body.pos)};` : node.getText();
}

function withBreak(comment: string): string {
  return comment ? `${comment}\n` : "";
}
