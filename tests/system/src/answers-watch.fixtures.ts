// Loaded by `--import` into each program that a spec starts and that speaks to services as they are built: what they answer
// is held against their OpenAPI documents, and the spec is told at the end.
import { tellAtExit, watchReceived } from '@tidemark/platform/testing/received';
import { serviceAt } from './service-at.fixtures.ts';

watchReceived(serviceAt);
tellAtExit();
