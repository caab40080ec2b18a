import { text } from 'node:stream/consumers';
import { startStack } from './stack.ts';
import { stopRequests } from './stop-requests.ts';
import { throwawayData } from './throwaway-data.ts';

// A program for specs: holds Postgres on throw-away data, says where, and lets go when it is asked to or its caller ends.
const requests = stopRequests();
const { dataDir, guardPid, forget } = await throwawayData();
const stack = await startStack({ dataDir, ports: 'free', parts: ['postgres'] });
console.log(JSON.stringify({ dataDir, guardPid, postgresPid: stack.pids['postgres'], url: stack.postgres.adminUrl }));
await Promise.race([requests.first, text(process.stdin)]);
await stack.stop();
await forget();
process.exit();
