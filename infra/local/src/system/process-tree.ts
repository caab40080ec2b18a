import { readdir, readFile } from 'node:fs/promises';

/** The processes and everything that they started and that still runs, from Linux's /proc. */
export const withDescendants = async (pids: readonly number[]): Promise<readonly number[]> => {
  const children = await childrenByParent();
  const all = new Set<number>();
  const visit = (pid: number): void => {
    if (all.has(pid)) return;
    all.add(pid);
    for (const child of children.get(pid) ?? []) visit(child);
  };
  pids.forEach(visit);
  return [...all];
};

const childrenByParent = async (): Promise<ReadonlyMap<number, readonly number[]>> => {
  const children = new Map<number, number[]>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/u.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    // The name, in parentheses, may itself hold spaces and parentheses.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent > 0) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  return children;
};
