export { missing } from './docker.ts';
export type { Container } from './project.ts';
export { Project } from './project.ts';
