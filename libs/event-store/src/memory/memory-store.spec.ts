import { describeStore } from '../store.conformance.ts';
import { memoryStoreUnderTest } from './memory-store.fixtures.ts';

describeStore('The store in memory', () => Promise.resolve(memoryStoreUnderTest()));
