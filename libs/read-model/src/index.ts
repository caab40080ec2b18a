export type { AnyView, Versioned, View } from './view.ts';
export { view } from './view.ts';
export { viewPipelineOf } from './view-pipeline.ts';
