/** Reads the public exports of a package with their declarations, as they stand in the source, without bodies. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { repositoryPath } from "../test/data.ts";

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
  /** Overloads are one after the other; classes and interfaces that it extends follow it where they have no entry. */
  declaration: string;
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
  const declaration = [...shown, ...basesOf(file, first, known)]
    .map(
      (statement, index) => (index === 0 ? "" : withBreak(commentOf(statement))) + declarationOf(statement),
    )
    .join("\n");
  const kind = kindOf(first);
  return {
    name,
    kind: isTypeOnly && kind === "class" ? "type" : kind,
    file,
    comment: commentOf(first),
    declaration,
  };
}

/** Returns what a class or interface extends, and that in turn, as far as it has no entry of its own. */
function basesOf(file: string, statement: ts.Statement, known: Set<string>): ts.Statement[] {
  if (!ts.isClassDeclaration(statement) && !ts.isInterfaceDeclaration(statement)) return [];
  const names = (statement.heritageClauses ?? []).flatMap(({ types }) =>
    types.map((type) => type.expression.getText()),
  );
  return names
    .filter((name) => !known.has(name))
    .flatMap((name) => {
      const path = importedFrom(file, name) ?? file;
      const base = parse(path).statements.find((each) => namesOf(each).includes(name));
      return base ? [base, ...basesOf(path, base, known)] : [];
    });
}

function importedFrom(file: string, name: string): string | undefined {
  for (const statement of parse(file).statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings) || !statement.moduleSpecifier.text.startsWith("."))
      continue;
    const isOne = bindings.elements.some((element) => element.name.text === name);
    if (isOne) return join(dirname(file), statement.moduleSpecifier.text);
  }
  return undefined;
}

function isExported(statement: ts.Statement): boolean {
  return (
    (ts.getCombinedModifierFlags(statement as unknown as ts.Declaration) & ts.ModifierFlags.Export) !== 0
  );
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  }
  const { name } = statement as ts.Statement & { name?: ts.Node };
  return name ? [name.getText()] : [];
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

function declarationOf(statement: ts.Statement): string {
  const text = ts.isClassDeclaration(statement) ? classOf(statement) : withoutBody(statement);
  const lines = text.replace(/^export (?:declare )?/, "").split("\n");
  const isData =
    ts.isVariableStatement(statement) || statement.getSourceFile().fileName.includes(".generated.");
  if (!isData || lines.length <= MOST_LINES) return lines.join("\n");
  return [...lines.slice(0, 10), `  // … ${lines.length - 11} more lines`, lines.at(-1)].join("\n");
}

/** A class with what can be seen of it from outside. */
function classOf(node: ts.ClassDeclaration): string {
  const { text } = node.getSourceFile();
  const head = text.slice(node.getStart(), node.members.pos);
  const overloaded = new Set<string>();
  const members = node.members.flatMap((member) => {
    const name = member.name?.getText() ?? "constructor";
    const isHidden =
      name.startsWith("#") ||
      (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0 ||
      commentOf(member).includes("@internal");
    if (isHidden || ts.isClassStaticBlockDeclaration(member)) return [];
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

function bodyOf(node: ts.Node): ts.Node | undefined {
  return (node as ts.Node & { body?: ts.Node }).body;
}

/** The comment right above; what stands at the head of a file, above an empty line, is the file's. */
function commentOf(node: ts.Node): string {
  const { text } = node.getSourceFile();
  const last = ts.getLeadingCommentRanges(text, node.pos)?.at(-1);
  if (!last) return "";
  const isAbove = /^\n? *$/.test(text.slice(last.end, node.getStart()));
  return isAbove && text.startsWith("/**", last.pos) ? text.slice(last.pos, last.end) : "";
}

function withBreak(comment: string): string {
  return comment ? `${comment}\n` : "";
}
