import type { Finding, TextFile } from './finding.ts';

/** Top-level declarations end with a brace of their own line: so each part holds one class with its decorators. */
const declarations = (text: string): readonly string[] => text.split(/^\}$/m);

const isController = (declaration: string): boolean => /^@Controller\(/m.test(declaration);
const isGuarded = (declaration: string): boolean => /^@UseGuards\([^)]*\bAccessGuard\b/m.test(declaration);

/** Every controller of a service lets requests in by the one AccessGuard, and stands where controllers are looked for. */
export const unguardedIn = ({ path, text }: TextFile): readonly Finding[] => {
  const controllers = declarations(text).filter(isController);
  if (controllers.length > 0 && !/\/app\/src\/http\/[^/]+\.controller\.ts$/.test(path)) {
    return [{ path, problem: 'holds a controller; it belongs into app/src/http/<name>.controller.ts' }];
  }
  return controllers
    .filter((controller) => !isGuarded(controller))
    .map((controller) => {
      const name = /^export class (\w+)/m.exec(controller)?.[1] ?? 'its controller';
      return { path, problem: `must put @UseGuards(AccessGuard) on ${name}, above its class` };
    });
};

/** Every variable of a service stands with its rule in `<name>.config.ts`: nothing beside it makes or reads any. */
export const variablesBesideConfig = ({ path, text }: TextFile): readonly Finding[] =>
  !path.endsWith('.config.ts') && /\bserviceConfig\b|\bprocess\.env\b/.test(text)
    ? [{ path, problem: 'makes or reads a variable of its own; every one of them stands in <name>.config.ts' }]
    : [];
