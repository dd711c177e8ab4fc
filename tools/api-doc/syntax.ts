/** What the readers of declarations ask of a syntax tree. Files have their path from the root of the repository. */
import { dirname, join } from "node:path";
import ts from "typescript";

/** Returns the names that a statement declares. */
export function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  }
  const { name } = statement as ts.Statement & { name?: ts.Node };
  return name ? [name.getText()] : [];
}

export function bodyOf(node: ts.Node): ts.Node | undefined {
  return (node as ts.Node & { body?: ts.Node }).body;
}

/** The comment right above; what stands at the head of a file, above an empty line, is the file's. */
export function commentOf(node: ts.Node): string {
  const { text } = node.getSourceFile();
  const last = ts.getLeadingCommentRanges(text, node.pos)?.at(-1);
  if (!last) return "";
  const isAbove = /^\n? *$/.test(text.slice(last.end, node.getStart()));
  return isAbove && text.startsWith("/**", last.pos) ? text.slice(last.pos, last.end) : "";
}

/** Whether a member of a class is not for who uses it; nobody can construct what is exported as a type alone. */
export function isHiddenMember(member: ts.ClassElement, isTypeOnly: boolean): boolean {
  const { Private, Protected } = ts.ModifierFlags;
  return (
    (isTypeOnly && ts.isConstructorDeclaration(member)) ||
    (member.name?.getText().startsWith("#") ?? false) ||
    (ts.getCombinedModifierFlags(member) & (Private | Protected)) !== 0 ||
    commentOf(member).includes("@internal") ||
    ts.isClassStaticBlockDeclaration(member)
  );
}

/** Returns the file that a name is imported from, or the specifier of the package; `undefined` where it is not imported. */
export function importedFrom(file: ts.SourceFile, name: string): string | undefined {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    const { text } = statement.moduleSpecifier;
    if (!bindings.elements.some((element) => element.name.text === name)) continue;
    return text.startsWith(".") ? join(dirname(file.fileName), text) : text;
  }
  return undefined;
}
