import { writeFileSync } from 'node:fs';
import { configurationPage, PAGE } from './configuration-page.ts';

writeFileSync(PAGE, await configurationPage());
