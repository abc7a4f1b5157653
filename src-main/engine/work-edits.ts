/** What a person changes before a job is sent round again, on top of what it ran. */
import type { JobEdit } from '../../src-shared/contract';
import type { Step } from '../../src-shared/definition';
import { RunsheetError } from '../../src-shared/errors';
import type { EditedWork, OriginalWork } from './child-work';
import { compileShellCommand } from './definitions/shell-command';
import { templateProblems } from './definitions/template-problems';
import type { RunRecord } from './storage/run-records';

/** Throws `bad-input` when the changes of a job cannot work; `step` is the number of its step, or 0. */
export function checkEdit({ original, edit }: EditedWork, record: RunRecord, step: number): void {
  if (original !== null) {
    editOriginal(original, edit);
    const { command } = edit;
    const [fault] = typeof command === 'string' ? compileShellCommand(command, process.platform).faults : [];
    if (fault !== undefined) throw faulty(fault.says, fault.hint);
    return;
  }
  const of = record.definition?.steps[step - 1];
  if (of === undefined) return;
  const parameters = record.definition?.params.map(({ name }) => name) ?? [];
  const [problem] = templateProblems(editStep(of, edit), parameters);
  if (problem !== undefined) throw faulty(problem.says, problem.hint ?? null);
}

function faulty(says: string, hint: string | null): RunsheetError {
  return new RunsheetError('bad-input', `The change ${says}.`, hint === null ? {} : { hint });
}

/** A step with the changes of one job. Throws `bad-input` where they mean nothing. */
export function editStep(step: Step, edit: JobEdit): Step {
  const env = edit.env ?? {};
  switch (step.type) {
    case 'command':
      if (edit.item !== undefined) refuseItem(step);
      return { ...step, run: edit.command ?? step.run, env: { ...step.env, ...env } };
    case 'script':
      if (edit.command !== undefined) throw noCommand();
      if (edit.item !== undefined) refuseItem(step);
      return { ...step, env: { ...step.env, ...env } };
    case 'test_job_generator':
      throw new RunsheetError('bad-input', 'A job of the test generator has nothing that could be changed.');
  }
}

/** Work of its own with the changes of one job. Throws `bad-input` where they mean nothing. */
export function editOriginal(work: OriginalWork, edit: JobEdit): OriginalWork {
  if (edit.item !== undefined) throw noItem();
  if (work.type === 'added') {
    return { ...work, command: edit.command ?? work.command, env: { ...work.env, ...edit.env } };
  }
  const { child } = work;
  if (child.work.type !== 'command') throw noCommand();
  const { command } = edit;
  return {
    ...work,
    child: {
      ...child,
      work: { ...child.work, run: command ?? child.work.run, env: { ...child.work.env, ...edit.env } },
    },
  };
}

function refuseItem(step: Exclude<Step, { type: 'test_job_generator' }>): void {
  if (step.forEach === null) throw noItem();
  if (step.key === null) return;
  throw new RunsheetError(
    'bad-input',
    'The key of this job is made for its item, so the item cannot be changed.',
    {
      hint: 'Change the command instead, or add a job with the other item.',
    },
  );
}

function noItem(): RunsheetError {
  return new RunsheetError(
    'bad-input',
    'The step of this job has no for_each, so there is no item to change.',
  );
}

function noCommand(): RunsheetError {
  return new RunsheetError('bad-input', 'This job is no command, so there is no command to change.');
}
