// Set up for every file of specs that speaks to services as they are built: what they answer this process is held against
// their OpenAPI documents, whatever the spec is about.
import { watchReceived } from '@tidemark/platform/testing/received';
import { serviceAt } from './service-at.fixtures.ts';

watchReceived(serviceAt);
