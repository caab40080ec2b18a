import { writeFileSync } from 'node:fs';
import { describeMessages, pathOf } from './describe.ts';

for (const [path, text] of await describeMessages()) writeFileSync(pathOf(path), text);
