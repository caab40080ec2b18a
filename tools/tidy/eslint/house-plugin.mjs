// The few rules of names that no published plugin holds.
import { basename, relative, sep } from 'node:path';

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const nameless = /(^|[.-])(utils?|helpers?|common|base|manager|misc)($|[.-])/;

const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      kebab: 'Name the file in kebab-case, subject.role.ts: "{{name}}".',
      nameless: 'The name "{{name}}" says nothing: name the file or folder for its subject.',
    },
  },
  create: (context) => ({
    Program(node) {
      const path = relative(context.cwd, context.filename).split(sep);
      const file = basename(context.filename);
      if (!kebab.test(file)) context.report({ node, messageId: 'kebab', data: { name: file } });
      for (const name of path.filter((part) => nameless.test(part)))
        context.report({ node, messageId: 'nameless', data: { name } });
    },
  }),
};

export const housePlugin = { meta: { name: 'house' }, rules: { 'file-name': fileName } };

const typeNames = (regex) => ({
  selector: 'typeLike',
  format: ['PascalCase'],
  custom: { regex, match: true },
});

/** No `I` prefix, no Manager, Helper, Utils or Base: a name says what the thing is. */
const honest = '(?!I[A-Z][a-z])(?!Base[A-Z])(?!Abstract[A-Z])(?!.*(Manager|Helpers?|Utils?)$)';

export const typeNamesOfSources = ['error', typeNames(`^${honest}`)];

/** In a service what happened is a fact: its type is noun and participle, and never ends in Event. */
export const typeNamesOfServices = ['error', typeNames(`^${honest}(?!.*[a-z]Event$)`)];
