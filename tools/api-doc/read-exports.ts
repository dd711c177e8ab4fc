/** Reads the public exports of a package with their declarations, as the TypeScript compiler writes them. */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
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
  /** As it stands before the declaration, `/**` and all; empty where there is none. */
  comment: string;
  /** As in a `.d.ts` file, without `export declare`; overloads are one after the other. */
  declaration: string;
}

type Declaration = Pick<ApiExport, "kind" | "declaration">;

/** Makes the declarations of the packages; one program for all. */
export class ApiReader {
  readonly #program: ts.Program;
  readonly #entries: Map<string, Map<string, string>>;
  readonly #declarations = new Map<string, Map<string, Declaration>>();

  constructor(folders: readonly string[]) {
    this.#entries = new Map(folders.map((folder) => [folder, entriesOf(folder)]));
    const { config } = ts.readConfigFile(repositoryPath("tsconfig.tests.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(
      { ...config, include: [] },
      ts.sys,
      repositoryPath("."),
    );
    const roots = [...this.#entries.values()].flatMap((entries) => [...entries.values()]);
    this.#program = ts.createProgram(roots, {
      ...options,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
    });
  }

  /** Returns the entries of a package, `.` first; `internal` is for siblings alone. */
  read(folder: string): ApiEntry[] {
    return [...(this.#entries.get(folder) ?? [])].map(([specifier, path]) => ({
      specifier,
      exports: this.#exportsOf(path),
    }));
  }

  #exportsOf(path: string): ApiExport[] {
    const checker = this.#program.getTypeChecker();
    const module = checker.getSymbolAtLocation(this.#program.getSourceFile(path) as ts.SourceFile);
    return checker.getExportsOfModule(module as ts.Symbol).map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const node = target.declarations?.[0] as ts.Declaration;
      const source = node.getSourceFile();
      const declared = this.#declarationsOf(source).get(target.name);
      if (!declared) throw new Error(`no declaration of ${symbol.name} in ${source.fileName}`);
      const file = relative(repositoryPath("."), source.fileName);
      return { name: symbol.name, file, comment: commentOf(node), ...declared };
    });
  }

  #declarationsOf(source: ts.SourceFile): Map<string, Declaration> {
    const known = this.#declarations.get(source.fileName);
    if (known) return known;
    let text = "";
    this.#program.emit(source, (_, content) => (text = content), undefined, true);
    const found = readDeclarations(ts.createSourceFile("a.d.ts", text, ts.ScriptTarget.Latest, true));
    this.#declarations.set(source.fileName, found);
    return found;
  }
}

/** Specifier and source file of each entry that is TypeScript. */
function entriesOf(folder: string): Map<string, string> {
  const { name, exports } = JSON.parse(readFileSync(repositoryPath(folder, "package.json"), "utf8"));
  const entries = Object.entries<Record<string, string>>(exports).flatMap(([key, conditions]) => {
    const source = conditions["@minipacs/source"];
    if (source === undefined || key === "./internal") return [];
    return [[name + key.slice(1), repositoryPath(folder, source)] as const];
  });
  return new Map(entries);
}

function readDeclarations(file: ts.SourceFile): Map<string, Declaration> {
  const found = new Map<string, Declaration>();
  for (const statement of file.statements) {
    for (const { name, kind } of namesOf(statement)) {
      const comments = ts.getLeadingCommentRanges(file.text, statement.pos) ?? [];
      const declaration = statement
        .getText(file)
        .replace(/^(?:export )?(?:declare )?/, "")
        .replace(/^ *(?:#private|private .*);\n/gm, "");
      const overloaded = found.get(name);
      const comment = comments.map(({ pos, end }) => `${file.text.slice(pos, end)}\n`).join("");
      if (overloaded) overloaded.declaration += `\n${comment}${declaration}`;
      else found.set(name, { kind, declaration });
    }
  }
  return found;
}

/** Returns the comment right above a declaration; what stands at the head of the file is the file's. */
function commentOf(declaration: ts.Declaration): string {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const { text } = node.getSourceFile();
  const last = ts.getLeadingCommentRanges(text, node.pos)?.at(-1);
  if (!last || !text.startsWith("/**", last.pos) || !/^\n?$/.test(text.slice(last.end, node.getStart())))
    return "";
  return text.slice(last.pos, last.end);
}

function namesOf(statement: ts.Statement): { name: string; kind: ApiExport["kind"] }[] {
  const named = (node: { name?: ts.Node | undefined }, kind: ApiExport["kind"]) =>
    node.name ? [{ name: node.name.getText(), kind }] : [];
  if (ts.isFunctionDeclaration(statement)) return named(statement, "function");
  if (ts.isClassDeclaration(statement)) return named(statement, "class");
  if (ts.isInterfaceDeclaration(statement)) return named(statement, "interface");
  if (ts.isTypeAliasDeclaration(statement)) return named(statement, "type");
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap((declaration) => named(declaration, "constant"));
}
