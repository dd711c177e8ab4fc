/** Finds the types that a public declaration names, so that whoever reads it can look each of them up. */
import ts from "typescript";
import { bodyOf, importedFrom, isHiddenMember, namesOf } from "./syntax.ts";

export interface NamedType {
  name: string;
  /** The file that it comes from, by its path in the repository, or the specifier of another package. */
  from: string;
}

/** Returns what is named in what is shown of a statement; what the language and its libraries have is left out. */
export function typesNamedBy(statement: ts.Statement, isTypeOnly: boolean): NamedType[] {
  const file = statement.getSourceFile();
  const found: NamedType[] = [];
  const visit = (node: ts.Node, bound: ReadonlySet<string>): void => {
    const inner = new Set([...bound, ...boundBy(node)]);
    const name = nameOf(node);
    if (name !== undefined && !inner.has(name)) {
      const isOwn = file.statements.some((each) => namesOf(each).includes(name));
      const from = isOwn ? file.fileName : importedFrom(file, name);
      if (from !== undefined) found.push({ name, from });
    }
    const { initializer } = node as ts.Node & { initializer?: ts.Node };
    const hidden = [bodyOf(node), initializer];
    ts.forEachChild(node, (child) => {
      if (hidden.includes(child) || (ts.isClassElement(child) && isHiddenMember(child, isTypeOnly))) return;
      visit(child, inner);
    });
  };
  visit(statement, new Set());
  return found;
}

/** Names that stand for something within a node alone. */
function boundBy(node: ts.Node): string[] {
  const { typeParameters = [] } = node as ts.Node & {
    typeParameters?: readonly ts.TypeParameterDeclaration[];
  };
  const all = ts.isMappedTypeNode(node) ? [...typeParameters, node.typeParameter] : typeParameters;
  const inferred = ts.isConditionalTypeNode(node) ? inferredBy(node.extendsType) : [];
  return [...all.map(({ name }) => name.text), ...inferred];
}

function inferredBy(node: ts.Node): string[] {
  if (ts.isInferTypeNode(node)) return [node.typeParameter.name.text];
  const names: string[] = [];
  ts.forEachChild(node, (child) => {
    names.push(...inferredBy(child));
  });
  return names;
}

/** The first part of the name that a type refers to. */
function nameOf(node: ts.Node): string | undefined {
  if (ts.isTypeReferenceNode(node)) return node.typeName.getText().split(".")[0];
  if (ts.isTypeQueryNode(node)) return node.exprName.getText().split(".")[0];
  return ts.isExpressionWithTypeArguments(node) ? node.expression.getText() : undefined;
}
