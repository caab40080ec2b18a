import type { Bug, Check } from '../bug.ts';

const file = 'services/order/domain/src/fulfillment/fulfillment.process.ts';
const laws: Check = { kind: 'law', spec: 'services/order/domain/src/fulfillment/fulfillment.process.laws.spec.ts' };
const hostileBus: Check = {
  kind: 'simulation',
  spec: 'tests/simulation/src/simulation.spec.ts',
  title: 'brings every order of 10,000 seeds to its right end with the inbox',
};

/** Sagas and their workers: what is asked, undone and asked again. */
export const processBugs: readonly Bug[] = [
  {
    name: 'any-deadline-heard',
    breaks: 'A process listens to the deadline of a state that it has left.',
    file,
    from: "if (input.type === 'DeadlinePassed' && input.status !== state.status) return stay(state);",
    to: '',
    check: laws,
  },
  {
    name: 'undo-only-confirmed',
    breaks: 'A payment that is late is not undone, since it was never confirmed: its capture arrives afterwards.',
    file,
    from: "return undo(state, ['payment', 'stock'], 'PAYMENT_TIMEOUT');",
    to: "return undo(state, ['stock'], 'PAYMENT_TIMEOUT');",
    check: hostileBus,
  },
  {
    name: 'answers-counted',
    breaks: 'Undoing ends after as many answers as undos, though one of them came twice.',
    file,
    from: [
      '  if (!state.outstanding.includes(answered)) return stay(state);',
      '  const outstanding = state.outstanding.filter((undone) => undone !== answered);',
    ].join('\n'),
    to: '  const outstanding = state.outstanding.slice(1);',
    check: hostileBus,
  },
  {
    name: 'undone-before-let-go',
    breaks: 'Money and stock go back before shipping has let go of the shipment.',
    file,
    from: "return cancel(state, input);\n    case 'DeadlinePassed':",
    to: [
      "return undo(state, ['payment', 'stock'], whoAsks(input), [requestCancellation(state, input)]);",
      "    case 'DeadlinePassed':",
    ].join('\n'),
    check: hostileBus,
  },
  {
    name: 'stale-deadline-clears',
    breaks: 'A deadline of an earlier state takes away that of the present one, so nobody wakes the process.',
    file: 'libs/process/src/react.ts',
    from: 'else if (isDeadlineOf(before, input))',
    to: "else if (input.type === 'DeadlinePassed')",
    check: { kind: 'unit', spec: 'libs/process/src/react.spec.ts' },
  },
  {
    name: 'failed-call-not-postponed',
    breaks: 'A call without an answer is neither put back nor written down.',
    file: 'libs/process/src/job-worker.ts',
    from: 'await unitOfWork.store.postponeJob(lease, delayMs, String(error));',
    to: '',
    check: { kind: 'unit', spec: 'libs/process/src/job-worker.spec.ts' },
  },
];
