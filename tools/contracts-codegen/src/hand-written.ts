import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { RefusedContract } from './refused-contract.ts';

/** What a module that is written by hand offers beside the generated ones. */
export interface HandWritten {
  /** The file, beside the project's index. */
  readonly file: string;
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/**
 * The modules that stand beside the index, by name; specs offer nothing.
 *
 * Fails with {@link RefusedContract} at the first export that the index cannot name.
 */
export const readHandWritten = (src: string): readonly HandWritten[] =>
  readdirSync(src)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && file !== 'index.ts')
    .toSorted()
    .map((file) => offeredBy(file, readFileSync(join(src, file), 'utf8')));

const offeredBy = (file: string, text: string): HandWritten => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const exported = source.statements.filter((one) => isExportOfOthers(one) || has(one, ts.SyntaxKind.ExportKeyword));
  // Overloads, and declarations that merge, have one name.
  const namesOf = (statements: readonly ts.Statement[]): readonly string[] => [
    ...new Set(statements.flatMap((statement) => namesIn(statement, source))),
  ];
  const values = namesOf(exported.filter((statement) => !isType(statement)));
  // What is exported as a value brings the type of its name along.
  const types = namesOf(exported.filter(isType)).filter((name) => !values.includes(name));
  return { file, values, types };
};

const isExportOfOthers = (statement: ts.Statement): boolean =>
  ts.isExportDeclaration(statement) || ts.isExportAssignment(statement);

const has = (statement: ts.Statement, modifier: ts.SyntaxKind): boolean =>
  ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === modifier) === true;

const isType = (statement: ts.Statement): statement is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
  ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);

const namesIn = (statement: ts.Statement, source: ts.SourceFile): readonly string[] =>
  // A module has one default, whatever else that is called.
  (has(statement, ts.SyntaxKind.DefaultKeyword) ? [undefined] : declaredBy(statement)).map((name) => {
    if (name !== undefined && ts.isIdentifier(name)) return name.text;
    const { line } = source.getLineAndCharacterOfPosition(statement.getStart(source));
    throw new RefusedContract(
      source.fileName,
      line + 1,
      'The index cannot name what is exported here: declare each const, function, class, interface or type with "export" before it, and none as default.',
    );
  });

const declaredBy = (statement: ts.Statement): readonly (ts.BindingName | undefined)[] => {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name);
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || isType(statement);
  return [isNamed ? statement.name : undefined];
};
