import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What a module that is written by hand offers beside the generated ones. */
export interface HandWritten {
  /** The file, beside the project's index. */
  readonly file: string;
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/** The modules that stand beside the index, by name; specs offer nothing. */
export const readHandWritten = (src: string): readonly HandWritten[] =>
  readdirSync(src)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && file !== 'index.ts')
    .toSorted()
    .map((file) => offeredBy(file, readFileSync(join(src, file), 'utf8')));

const offeredBy = (file: string, text: string): HandWritten => {
  const exported = ts
    .createSourceFile(file, text, ts.ScriptTarget.Latest)
    .statements.filter((statement) => isExportOfOthers(statement) || isExported(statement));
  const types = exported.filter(
    (statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
  );
  const values = exported.filter((statement) => !types.some((type) => type === statement));
  return {
    file,
    values: values.flatMap((statement) => valuesOf(statement, file)),
    types: types.map(({ name }) => name.text),
  };
};

const isExportOfOthers = (statement: ts.Statement): boolean =>
  ts.isExportDeclaration(statement) || ts.isExportAssignment(statement);

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

const valuesOf = (statement: ts.Statement, file: string): readonly string[] => {
  const names = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.map(({ name }) => name)
    : ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
      ? [statement.name]
      : [undefined];
  return names.map((name) => {
    if (name !== undefined && ts.isIdentifier(name)) return name.text;
    throw new Error(
      `contracts/src/${file} exports something in a form that the index cannot name: declare each const, function, class, interface or type with "export" before it.`,
    );
  });
};
