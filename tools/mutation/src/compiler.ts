import { join } from 'node:path';
import ts from 'typescript';
import { root } from './subjects.ts';

/** Whether a project still compiles when one of its files, named from the root of the repository, has another text. */
export type Compiles = (file: string, text: string) => boolean;

/**
 * A compiler that keeps a project in memory, so that a question costs what the change touches. Nothing of an earlier build
 * is read and nothing is watched: the same question has the same answer at any time.
 *
 * Fails when the project does not compile as it stands.
 */
export const compilerOf = (tsconfig: string): Compiles => {
  const { fileNames, options } = projectAt(join(root, tsconfig));
  let changed = { path: '', text: '', version: 0 };
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames,
    getScriptVersion: (path) => (path === changed.path ? String(changed.version) : 'as it stands'),
    getScriptSnapshot: (path) => {
      const text = path === changed.path ? changed.text : ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  });
  const errors = (): readonly ts.Diagnostic[] =>
    fileNames.flatMap((path) => [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)]);
  const [error] = errors();
  if (error !== undefined) complainOf(tsconfig, error);
  return (file, text) => {
    changed = { path: join(root, file), text, version: changed.version + 1 };
    return errors().length === 0;
  };
};

const projectAt = (path: string): ts.ParsedCommandLine => {
  const onUnRecoverableConfigFileDiagnostic = (error: ts.Diagnostic): never => complainOf(path, error);
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic };
  const project = ts.getParsedCommandLineOfConfigFile(path, {}, host);
  const [error] = project?.errors ?? [];
  if (error !== undefined) complainOf(path, error);
  if (project === undefined) throw new Error(`${path} cannot be read.`);
  return project;
};

const complainOf = (project: string, { file, messageText }: ts.Diagnostic): never => {
  const where = file?.fileName ?? project;
  const what = ts.flattenDiagnosticMessageText(messageText, ' ');
  throw new Error(`${where} does not compile as it stands, so nothing can be said of its mutants: ${what}`);
};
